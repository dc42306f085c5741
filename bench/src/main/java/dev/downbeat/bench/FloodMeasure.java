package dev.downbeat.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Many runs at once, and how others fare meanwhile.
final class FloodMeasure implements RigMeasure {
    private static final String DAG = "flood";
    private static final String FRESH = "fresh";
    private static final int LENGTH = 10;
    /// Rounds until the JVM has compiled what is run: before, its compiler takes a third of the processors' time.
    private static final int WARM_UP = 15;

    private static final Duration PACE = Duration.ofMillis(50);

    @Override
    public String name() {
        return DAG;
    }

    @Override
    public String about() {
        return "200 and 1,000 runs of 10 tasks in a chain, asked for at once: tasks a second, and a fresh run meanwhile";
    }

    @Override
    public Map<String, String> files(Scale scale) {
        return Map.of(
                DAG + ".yaml", DagText.chain(DAG, LENGTH, DagText.NOOP),
                FRESH + ".yaml", DagText.chain(FRESH, 1, DagText.NOOP));
    }

    @Override
    public List<Figure> run(Rig rig, Scale scale) throws InterruptedException, ExecutionException, SQLException {
        int few = scale.of(200, 5);
        int many = scale.of(1_000, 10);
        for (int i = 0; i < scale.of(WARM_UP, 0); i++) {
            rate(rig, DAG, few);
            rate(rig, DAG, many);
        }
        Spread rateOfFew = Spread.ofRates(rates(rig, DAG, few, scale.of(5, 1)));
        Spread rateOfMany = Spread.ofRates(rates(rig, DAG, many, scale.of(5, 1)));
        var fresh = new ArrayList<Double>();
        for (int i = 0; i < scale.of(3, 1); i++) {
            fresh.addAll(meanwhile(rig, many));
        }
        return List.of(
                Figure.rate("%,d runs of %d".formatted(few, LENGTH), rateOfFew, rig.floors()),
                Figure.rate("%,d runs of %d".formatted(many, LENGTH), rateOfMany, rig.floors()),
                Figure.millis(
                        "a fresh run of 1 task meanwhile",
                        Spread.ofTimes(fresh),
                        rig.floors().hops(1)));
    }

    static List<Double> rates(Rig rig, String dag, int runs, int rounds)
            throws InterruptedException, ExecutionException, SQLException {
        var rates = new ArrayList<Double>();
        for (int i = 0; i < rounds; i++) {
            rates.add(rate(rig, dag, runs));
        }
        return rates;
    }

    /// Tasks a second, from the acceptance of the first run to the end of the last one.
    private static double rate(Rig rig, String dag, int runs)
            throws InterruptedException, ExecutionException, SQLException {
        List<Long> started = rig.start(dag, runs);
        rig.await(started);
        return rig.times().instances(started) / (rig.times().runs(started) / 1_000);
    }

    /// From the moment that somebody asks for a run to its end, again and again from the first of many others to the
    /// end of the last one.
    private static List<Double> meanwhile(Rig rig, int runs)
            throws InterruptedException, ExecutionException, SQLException {
        Map<Long, Instant> asked = new HashMap<>();
        try (var caller = Executors.newSingleThreadExecutor()) {
            Future<List<Long>> flood = caller.submit(() -> rig.start(DAG, runs));
            do {
                Instant now = Instant.now();
                asked.put(rig.start(FRESH), now);
                Clock.pause(PACE);
            } while (!flood.isDone() || rig.times().open(flood.get()) > 0);
            rig.await(flood.get());
        }
        rig.await(asked.keySet());
        var latencies = new ArrayList<Double>();
        rig.times().own(asked.keySet()).forEach((run, own) -> {
            latencies.add(Clock.millisBetween(asked.getOrDefault(run, own.ended()), own.ended()));
        });
        return latencies;
    }
}
