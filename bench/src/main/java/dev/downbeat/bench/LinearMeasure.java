package dev.downbeat.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Many DAGs at once, each a chain, as published comparisons have it.
final class LinearMeasure implements RigMeasure {
    private static final int LENGTH = 10;

    @Override
    public String name() {
        return "linear";
    }

    @Override
    public String about() {
        return "100 DAGs of 10 tasks in a chain at once: end of the last task less start of the first, less its run's tasks";
    }

    @Override
    public Map<String, String> files(Scale scale) {
        return dags(scale).stream()
                .collect(Collectors.toMap(dag -> dag + ".yaml", dag -> DagText.chain(dag, LENGTH, DagText.NOOP)));
    }

    private static List<String> dags(Scale scale) {
        return IntStream.range(0, scale.of(100, 3)).mapToObj(i -> "linear_" + i).toList();
    }

    @Override
    public List<Figure> run(Rig rig, Scale scale) throws InterruptedException, ExecutionException, SQLException {
        List<String> dags = dags(scale);
        var lags = new ArrayList<Double>();
        for (int i = scale.of(-2, 0); i < scale.of(7, 1); i++) {
            List<Long> runs = rig.startAll(dags);
            rig.await(runs);
            if (i >= 0) {
                lags.add(rig.times().tasks(runs) - ofLast(rig, runs));
            }
        }
        String what = "%d DAGs of %d, total lag".formatted(dags.size(), LENGTH);
        return List.of(Figure.millis(what, Spread.ofTimes(lags), rig.floors().rows(dags.size() * LENGTH)));
    }

    /// What the tasks took of the run that ended last.
    private static double ofLast(Rig rig, List<Long> runs) throws SQLException {
        return rig.times().own(runs).values().stream()
                .max(Comparator.comparing(RunTimes.Own::ended))
                .orElseThrow()
                .tasks();
    }
}
