package dev.downbeat.bench;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// Tasks that compute, one after the other.
final class FibMeasure implements RigMeasure {
    private static final String DAG = "fib";
    private static final int LENGTH = 10;

    @Override
    public String name() {
        return DAG;
    }

    @Override
    public String about() {
        return "10 tasks of fib(33) in a chain: start of the first to end of the last";
    }

    @Override
    public Map<String, String> files(Scale scale) {
        String task = "java: { class: %s, call: fib, args: [%d] }".formatted(Tasks.class.getName(), n(scale));
        return DagText.file(DAG, DagText.chain(DAG, LENGTH, task));
    }

    private static int n(Scale scale) {
        return scale.of(33, 20);
    }

    @Override
    public List<Figure> run(Rig rig, Scale scale) throws InterruptedException, SQLException {
        int n = n(scale);
        long sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += Tasks.fib(n); // warms up
        }
        long start = System.nanoTime();
        for (int i = 0; i < LENGTH; i++) {
            sum -= Tasks.fib(n);
        }
        double bare = Clock.millisSince(start);
        if (sum != 0) {
            throw new IllegalStateException("fib(" + n + ") is not the same each time");
        }
        return SequentialMeasure.chains(rig, DAG, LENGTH, scale.of(7, 1), bare);
    }
}
