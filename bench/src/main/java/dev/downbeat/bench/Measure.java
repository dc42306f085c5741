package dev.downbeat.bench;

import java.util.List;
import java.util.Map;

/// One thing to measure.
interface Measure {
    /// As one types it.
    String name();

    /// What it tells, in a line.
    String about();

    /// The files that it wants in the DAG folder: names to texts.
    Map<String, String> files(Scale scale);

    /// @throws LeftOut when this machine lacks what it needs
    List<Figure> run(Rig rig, Scale scale) throws Exception;

    /// Why something was not measured.
    final class LeftOut extends Exception {
        private static final long serialVersionUID = 1L;

        LeftOut(String reason) {
            super(reason);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }
}
