package dev.downbeat.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs that come one by one, faster than one would end where a scheduler only looks now and then.
final class TrickleMeasure implements RigMeasure {
    private static final String DAG = "trickle";
    private static final Duration PACE = Duration.ofMillis(100);
    private static final int LENGTH = 10;

    @Override
    public String name() {
        return DAG;
    }

    @Override
    public String about() {
        return "10 runs a second of 10 tasks in a chain, for a minute: asking to end, less the run's tasks";
    }

    @Override
    public Map<String, String> files(Scale scale) {
        return DagText.file(DAG, DagText.chain(DAG, LENGTH, DagText.NOOP));
    }

    @Override
    public List<Figure> run(Rig rig, Scale scale) throws InterruptedException, SQLException {
        for (int i = 0; i < scale.of(1, 0); i++) {
            added(rig, DAG, 50); // warms up
        }
        Spread added = Spread.ofTimes(added(rig, DAG, scale.of(600, 5)));
        return List.of(
                Figure.millis("added to a run of " + LENGTH, added, rig.floors().hops(LENGTH)));
    }

    /// What is added to each of so many runs.
    static List<Double> added(Rig rig, String dag, int runs) throws InterruptedException, SQLException {
        Map<Long, Instant> asked = new HashMap<>();
        Instant start = Instant.now();
        for (int i = 0; i < runs; i++) {
            Duration ahead = Duration.between(Instant.now(), start.plus(PACE.multipliedBy(i)));
            if (ahead.isPositive()) {
                Clock.pause(ahead);
            }
            Instant now = Instant.now();
            asked.put(rig.start(dag), now);
        }
        rig.await(asked.keySet());
        var added = new ArrayList<Double>();
        rig.times().own(asked.keySet()).forEach((run, own) -> {
            added.add(Clock.millisBetween(asked.getOrDefault(run, own.ended()), own.ended()) - own.tasks());
        });
        return added;
    }
}
