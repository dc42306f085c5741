package dev.downbeat.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Short tasks, one after the other.
final class SequentialMeasure implements RigMeasure {
    private static final String DAG = "sequential40";
    private static final int MILLIS = 10;

    @Override
    public String name() {
        return DAG;
    }

    @Override
    public String about() {
        return "40 tasks of 10 ms in a chain: start of the first to end of the last";
    }

    @Override
    public Map<String, String> files(Scale scale) {
        String task = "java: { class: %s, call: pause, args: [%d] }".formatted(Tasks.class.getName(), MILLIS);
        return DagText.file(DAG, DagText.chain(DAG, length(scale), task));
    }

    private static int length(Scale scale) {
        return scale.of(40, 4);
    }

    @Override
    public List<Figure> run(Rig rig, Scale scale) throws InterruptedException, SQLException {
        return chains(rig, DAG, length(scale), scale.of(7, 1), length(scale) * (double) MILLIS);
    }

    /// @param bare milliseconds that the tasks take by themselves
    static List<Figure> chains(Rig rig, String dag, int length, int rounds, double bare)
            throws InterruptedException, SQLException {
        var whole = new ArrayList<Double>();
        for (int i = rounds > 1 ? -1 : 0; i < rounds; i++) {
            double millis = rig.times().tasks(List.of(rig.run(dag)));
            whole.addAll(i < 0 ? List.of() : List.of(millis));
        }
        var added = whole.stream().map(millis -> (millis - bare) / length).toList();
        return List.of(
                Figure.millis(
                        "%d tasks, start to end".formatted(length),
                        Spread.ofTimes(whole),
                        rig.floors().hopsAnd(length, "the bare tasks", bare)),
                Figure.millis(
                        "added to each task",
                        Spread.ofTimes(added),
                        rig.floors().hops(1)));
    }
}
