package dev.downbeat.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// One run of trivial tasks, one after the other.
final class ChainMeasure implements RigMeasure {
    private static final int WARM_UP = 5;

    @Override
    public String name() {
        return "chain";
    }

    @Override
    public String about() {
        return "one run of 10, 100, 1,000 trivial tasks in a chain: from the start of a task to the start of the next";
    }

    @Override
    public Map<String, String> files(Scale scale) {
        return lengths(scale).stream()
                .collect(Collectors.toMap(
                        length -> dag(length) + ".yaml", length -> DagText.chain(dag(length), length, DagText.NOOP)));
    }

    private static List<Integer> lengths(Scale scale) {
        return switch (scale) {
            case FULL -> List.of(10, 100, 1_000);
            case QUICK -> List.of(10, 25);
        };
    }

    private static String dag(int length) {
        return "chain_" + length;
    }

    @Override
    public List<Figure> run(Rig rig, Scale scale) throws InterruptedException, SQLException {
        for (int i = 0; i < scale.of(WARM_UP, 0); i++) {
            rig.run(dag(100));
        }
        var figures = new ArrayList<Figure>();
        for (int length : lengths(scale)) {
            int rounds = scale.of(Math.max(3, 3_000 / length / 10), 1);
            var hops = new ArrayList<Double>();
            for (int i = 0; i < rounds; i++) {
                hops.addAll(hops(rig, dag(length)));
            }
            figures.add(Figure.millis(
                    "a hop of %,d".formatted(length),
                    Spread.ofTimes(hops),
                    rig.floors().hops(1)));
        }
        return figures;
    }

    /// Of one run.
    static List<Double> hops(Rig rig, String dag) throws InterruptedException, SQLException {
        return rig.times().hops(rig.run(dag));
    }
}
