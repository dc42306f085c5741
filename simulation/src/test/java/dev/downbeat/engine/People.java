package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.RunCommand;
import dev.downbeat.model.RunCommand.Target;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// People who clear, mark and cancel what they like, whenever they like.
final class People {
    private final Simulation world;
    private final List<Long> asked = new ArrayList<>();
    private final Set<RunId> meddled = new HashSet<>();
    private final Map<RunId, Instant> heard = new HashMap<>();
    private int planned;

    People(Simulation world) {
        this.world = world;
    }

    /// Three of ten runs are meddled with, up to four times.
    void plan(Map<RunId, DagVersion> runs, RandomDags dags) {
        for (RunId run : runs.keySet().stream()
                .sorted(Comparator.comparingLong(RunId::value))
                .toList()) {
            if (!world.chance(30)) {
                continue;
            }
            DagVersion version = Objects.requireNonNull(runs.get(run));
            DagVersion newer = world.chance(20)
                    ? world.store().register(dags.next(version.spec().id().value()))
                    : version;
            plan(run, version, newer);
        }
    }

    private void plan(RunId run, DagVersion version, DagVersion newer) {
        for (int i = 0; i < 1 + world.random().nextInt(4); i++) {
            planned++;
            RunCommand command = command(version, newer);
            world.after(world.upTo(30_000), () -> ask(run, command));
        }
    }

    /// One of ten runs that a schedule starts is meddled with as well.
    void noticed(RunId run, DagVersion version) {
        if (world.chance(10)) {
            plan(run, version, version);
        }
    }

    /// A schedule wants an earlier run to end.
    void cancel(RunId run) {
        planned++;
        ask(run, new RunCommand.Cancel());
    }

    /// A run that nobody has accepted yet cannot be meddled with.
    private void ask(RunId run, RunCommand command) {
        if (world.store().run(run).isEmpty()) {
            world.after(Duration.ofSeconds(1), () -> ask(run, command));
            return;
        }
        if (!(command instanceof RunCommand.Clear)) {
            meddled.add(run);
        }
        asked.add(world.store().ask(run, command));
        scan();
    }

    /// Again and again until all that was asked for so far is done.
    private void scan() {
        if (!world.process().dead()) {
            world.process().scan(run -> heard.put(run, world.now()));
        }
        if (asked.stream().anyMatch(id -> world.store().outcome(id).isEmpty())) {
            world.after(Duration.ofMillis(700), this::scan);
        }
    }

    private RunCommand command(DagVersion version, DagVersion newer) {
        return switch (world.random().nextInt(10)) {
            case 0 -> new RunCommand.Cancel();
            case 1 -> new RunCommand.CancelTasks(targets(version));
            case 2 ->
                new RunCommand.Mark(targets(version), pick(TaskState.SUCCESS, TaskState.FAILED, TaskState.SKIPPED));
            case 3 -> new RunCommand.MarkRun(pick(DagRunState.SUCCESS, DagRunState.FAILED));
            default -> new RunCommand.Clear(targets(version), world.chance(25), other(version, newer));
        };
    }

    private static @Nullable VersionId other(DagVersion version, DagVersion newer) {
        return newer.equals(version) ? null : newer.id();
    }

    private List<Target> targets(DagVersion version) {
        var targets = new ArrayList<Target>();
        for (TaskSpec task : version.spec().tasks()) {
            if (world.chance(20)) {
                boolean some = task.mapping().mapped() && world.chance(50);
                targets.add(some ? new Target(task.id(), List.of(0, 2)) : Target.all(task.id()));
            }
        }
        return targets;
    }

    @SafeVarargs
    private <T> T pick(T... from) {
        return from[world.random().nextInt(from.length)];
    }

    /// Whether something is still to be asked, or to be done.
    boolean busy() {
        return asked.size() < planned
                || asked.stream().anyMatch(id -> world.store().outcome(id).isEmpty());
    }

    void check() {
        assertThat(asked)
                .allSatisfy(id -> assertThat(world.store().outcome(id))
                        .hasValueSatisfying(outcome -> assertThat(outcome).doesNotContain("mistake")));
    }

    /// What was asked of a run, and what came of it.
    List<String> asked(RunId run) {
        return world.store().commandsOf(run).stream()
                .map(command -> command.command() + " -> " + world.store().outcome(command.id()))
                .toList();
    }

    /// Somebody said how the run or its tasks ended.
    boolean meddledWith(RunId run) {
        return meddled.contains(run);
    }

    /// When somebody last changed the run.
    Instant lastHeard(RunId run) {
        return heard.getOrDefault(run, Instant.MIN);
    }
}
