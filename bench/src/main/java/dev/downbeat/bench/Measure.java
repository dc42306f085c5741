package dev.downbeat.bench;

import java.util.List;

/// One thing to measure.
interface Measure {
    /// As one types it.
    String name();

    /// What it tells, in a line.
    String about();

    /// @throws LeftOut when this machine lacks what it needs
    List<Figure> run(Site site, Scale scale) throws Exception;

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
