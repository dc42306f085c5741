package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.schedule.TickAnswer;
import dev.downbeat.decider.schedule.Ticks;
import dev.downbeat.decider.schedule.Ticks.Tick;
import dev.downbeat.engine.port.ScheduledDags;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.Schedule;
import dev.downbeat.testkit.Gen;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// DAGs that run by themselves every few seconds, for a minute or so, under the real [ScheduleTicker] of each process
/// that lives; and what has to hold of their runs whatever befell those processes.
final class SimulatedSchedules implements ScheduledDags {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final Simulation world;
    private final List<Row> rows = new ArrayList<>();

    /// What the store keeps of a DAG, and what became of its ticks.
    private static final class Row {
        private final DagVersion version;
        private final Schedule.Timed schedule;
        private final int seconds;
        private final Instant firstSeenAt;
        private final List<Tick> waiting = new ArrayList<>();
        private final Map<Instant, TickAnswer> answers = new HashMap<>();
        private final List<Tick> fired = new ArrayList<>();
        private @Nullable Instant came;

        Row(DagVersion version, int seconds, Instant firstSeenAt) {
            this.version = version;
            this.schedule = (Schedule.Timed) version.spec().schedule();
            this.seconds = seconds;
            this.firstSeenAt = firstSeenAt;
        }

        DagId dag() {
            return version.spec().id();
        }
    }

    SimulatedSchedules(Simulation world) {
        this.world = world;
    }

    void add(DagSpec dag) {
        var random = world.random();
        int seconds = Gen.of(5, 10, 20).next(random);
        var overlap = Gen.anyOf(Schedule.Overlap.class).next(random);
        boolean mayCatchUp = overlap == Schedule.Overlap.ALLOW_ALL || overlap == Schedule.Overlap.BUFFER_ALL;
        boolean catchup = mayCatchUp && random.nextBoolean();
        var firing = new Schedule.Firing(
                Gen.anyOf(Schedule.Covers.class).next(random),
                overlap,
                random.nextInt(3) == 0 ? Duration.ofSeconds(3) : Duration.ZERO);
        var schedule = new Schedule.Timed(
                new Schedule.Cron("*/%d * * * * *".formatted(seconds)),
                UTC,
                catchup ? world.now().minusSeconds(seconds * 2L) : null,
                world.now().plusSeconds(Gen.ints(15, 40).next(random)),
                catchup,
                firing);
        var spec = new DagSpec(dag.id(), dag.about(), schedule, dag.params(), dag.policy(), dag.groups(), dag.tasks());
        rows.add(new Row(world.store().register(spec), seconds, world.now()));
        look();
    }

    /// As the ticker's own thread does, as often as it does.
    private void look() {
        if (!ahead()) {
            return;
        }
        SimulatedProcess process = world.process();
        Duration again = LOOK_AGAIN;
        if (!process.dead()) {
            try {
                var result = process.ticker().runOnce(world.now());
                if (result.runs() + result.settled() > 0) {
                    again = Duration.ZERO;
                    process.lookForRuns();
                } else if (result.until() != null) {
                    again = shorter(
                            Duration.between(world.now(), result.until()).plusMillis(1), LOOK_AGAIN);
                }
            } catch (DownbeatException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.DATABASE);
            }
        }
        world.after(again.isNegative() ? Duration.ZERO : again, this::look);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /// Whether there are ticks to come, or some that wait, or runs that no process has found yet.
    boolean ahead() {
        return rows.stream().anyMatch(row -> !row.waiting.isEmpty() || !over(row));
    }

    private boolean over(Row row) {
        return Ticks.of(row.dag(), row.schedule).next(row.came, world.now()).isEmpty();
    }

    // The store

    @Override
    public List<ScheduledDag> all() {
        if (world.fault(20)) {
            throw outOfReach();
        }
        return rows.stream()
                .map(row -> new ScheduledDag(
                        row.version, row.came, row.firstSeenAt, unfinished(row).size(), row.waiting))
                .toList();
    }

    private List<RunId> unfinished(Row row) {
        return world.runsOf(row.dag()).stream()
                .filter(run -> !run.row().state().terminal())
                .map(run -> run.spec().id())
                .toList();
    }

    @Override
    public void settle(ScheduledDag dag, Tick tick, TickAnswer answer) {
        if (world.fault(30)) {
            throw outOfReach();
        }
        Row row = rows.stream()
                .filter(each -> each.version.equals(dag.version()))
                .findFirst()
                .orElseThrow();
        settle(row, dag.lastIntervalEnd(), tick, answer);
        if (world.fault(30)) {
            throw outOfReach();
        }
    }

    private void settle(Row row, @Nullable Instant before, Tick tick, TickAnswer answer) {
        boolean waited = row.waiting.remove(tick);
        Instant end = tick.interval().end();
        boolean cameBefore = row.came != null && !row.came.isBefore(end);
        if (!waited && (cameBefore || !Objects.equals(row.came, before))) {
            return;
        }
        if (!waited) {
            row.came = end;
            assertThat(row.answers.put(end, answer))
                    .as("the answer to %s before", tick)
                    .isNull();
        }
        checkOverlap(row, answer);
        switch (answer) {
            case FIRE -> fire(row, tick);
            case WAIT -> row.waiting.add(tick);
            case CANCEL_AND_FIRE -> {
                endOthers(row);
                fire(row, tick);
            }
            case CANCEL_AND_WAIT -> {
                endOthers(row);
                row.waiting.add(tick);
            }
            case LEAVE_OUT -> {}
            case NOT_YET -> throw new AssertionError("nothing is to be remembered of " + tick);
        }
    }

    private void fire(Row row, Tick tick) {
        assertThat(tick.firesAt()).isBeforeOrEqualTo(world.now());
        row.fired.add(tick);
        world.start(row.version, tick.interval());
    }

    private void endOthers(Row row) {
        row.waiting.clear();
        unfinished(row).forEach(world.people()::cancel);
    }

    private static DownbeatException outOfReach() {
        return new DownbeatException(ErrorCode.DATABASE, "the simulated store lost the connection");
    }

    // What has to hold

    /// A run starts beside others only where the schedule says so.
    private void checkOverlap(Row row, TickAnswer answer) {
        int others = unfinished(row).size();
        if (answer == TickAnswer.FIRE) {
            int most = row.schedule.firing().overlap() == Schedule.Overlap.ALLOW_ALL
                    ? row.version.spec().policy().maxActiveRuns() - 1
                    : 0;
            assertThat(others).as("runs of %s beside a new one", row.dag()).isLessThanOrEqualTo(most);
        }
    }

    void check() {
        for (Row row : rows) {
            List<Instant> grid = grid(row);
            assertThat(row.answers.keySet()).as("ticks of %s", row.dag()).isSubsetOf(grid);
            if (row.schedule.catchup()) {
                assertThat(row.answers.keySet()).containsExactlyInAnyOrderElementsOf(grid);
                assertThat(row.fired).extracting(tick -> tick.interval().end()).isEqualTo(grid);
            }
            assertThat(row.fired)
                    .extracting(tick -> tick.interval().end())
                    .doesNotHaveDuplicates()
                    .isSorted();
            assertThat(world.runsOf(row.dag()))
                    .as("one run for each tick of %s that fired", row.dag())
                    .extracting(run -> run.spec().interval())
                    .containsExactlyInAnyOrderElementsOf(
                            row.fired.stream().map(Tick::interval).toList());
            row.fired.forEach(tick -> checkCovers(row, tick.interval()));
        }
    }

    private static void checkCovers(Row row, RunSpec.Interval interval) {
        Instant start = row.schedule.firing().covers() == Schedule.Covers.MOMENT
                ? interval.end()
                : interval.end().minusSeconds(row.seconds);
        assertThat(interval).isEqualTo(new RunSpec.Interval(start, start, interval.end()));
    }

    /// The ticks that may have come, reckoned by counting seconds.
    private static List<Instant> grid(Row row) {
        var grid = new ArrayList<Instant>();
        Instant start = row.schedule.start() == null ? row.firstSeenAt : row.schedule.start();
        Instant end = Objects.requireNonNull(row.schedule.end());
        boolean moment = row.schedule.firing().covers() == Schedule.Covers.MOMENT;
        for (long s = start.getEpochSecond(); s <= end.getEpochSecond(); s++) {
            Instant tick = Instant.ofEpochSecond(s);
            Instant covered = moment || row.schedule.start() == null ? tick : tick.minusSeconds(row.seconds);
            if (s % 60 % row.seconds == 0 && !covered.isBefore(start) && !tick.isAfter(end)) {
                grid.add(tick);
            }
        }
        return grid;
    }
}
