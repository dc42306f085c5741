package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.RunLog.StoredRun;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.testkit.Gen;
import dev.downbeat.testkit.InMemoryStore;
import dev.downbeat.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownRunsTest {
    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final RunLoop loop = new RunLoop(new Nobody(), "here", 4);
    private final DagVersion version = store.register(new RandomDags(Gen.random(1)).next("it"));

    @Test
    void a_run_whose_end_is_not_durable_yet_is_not_taken_up_again_by_a_scan() {
        var epoch = store.leases().register("here", Duration.ofMinutes(1));
        RunSpec spec = submitted();
        Instant now = clock.instant();
        store.journal().commit(epoch, loop.take().entries());

        var abort = new Message.Abort(spec.id(), Failure.of(ErrorCode.CANCELLED, "cancelled"));
        loop.handle(abort, now);
        loop.handle(abort, now); // the second time teardowns end too
        assertThat(loop.activeRuns()).isZero();
        Set<RunId> known = loop.known();
        for (StoredRun found : store.runLog().unfinished(Set.of(spec.shard()), known, 10)) {
            loop.handle(new Message.Adopt(found, version), now);
        }

        assertThat(loop.activeRuns()).isZero();
    }

    /// A run that was cleared may go on with another version of its DAG. In the simulation that was seed 3056.
    @Test
    void word_of_an_attempt_of_a_task_that_the_run_does_not_have_any_longer_is_of_no_use() {
        RunSpec spec = submitted();
        Instant now = clock.instant();
        int before = loop.activeRuns();
        var attempt = new AttemptId(new TaskKey(spec.id(), new TaskId("gone"), MapIndex.NONE), 1);

        loop.handle(new Message.AttemptStarted(attempt), now);
        loop.handle(new Message.LookEnded(attempt, 2, new Outcome.Succeeded(), Map.of()), now);
        loop.handle(new Message.AttemptEnded(attempt, new Outcome.Succeeded(), Map.of()), now);

        assertThat(loop.activeRuns()).isEqualTo(before);
    }

    private RunSpec submitted() {
        Instant now = clock.instant();
        var dag = version.spec().id();
        var spec = new RunSpec(
                new RunId(1), dag, version.id(), Shard.of(dag), RunType.MANUAL, RunSpec.Interval.at(now), Map.of());
        loop.handle(new Message.Submit(spec, version, new CompletableFuture<>()), now);
        return spec;
    }

    private static final class Nobody implements Outside {
        @Override
        public void execute(ActiveRun run, Turn turn, @Nullable Object item) {}

        @Override
        public void stop(ActiveRun run, AttemptId attempt) {}

        @Override
        public void expand(ActiveRun run, int task) {}

        @Override
        public void lookBack(ActiveRun run) {}

        @Override
        public void needSlots() {}
    }
}
