package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.engine.port.RunLog.StoredRun;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
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

    @Test
    void a_run_whose_end_is_not_durable_yet_is_not_taken_up_again_by_a_scan() {
        DagVersion version = store.register(new RandomDags(Gen.random(1)).next("it"));
        var shard = Shard.of(version.spec().id());
        Instant now = clock.instant();
        var spec = new RunSpec(
                new RunId(1),
                version.spec().id(),
                version.id(),
                shard,
                RunType.MANUAL,
                RunSpec.Interval.at(now),
                Map.of());
        var epoch = store.leases().register("here", Duration.ofMinutes(1));
        loop.handle(new Message.Submit(spec, version, new CompletableFuture<>()), now);
        store.journal().commit(epoch, loop.take().entries());

        var abort = new Message.Abort(spec.id(), Failure.of(ErrorCode.CANCELLED, "cancelled"));
        loop.handle(abort, now);
        loop.handle(abort, now); // the second time teardowns end too
        assertThat(loop.activeRuns()).isZero();
        Set<RunId> known = loop.known();
        for (StoredRun found : store.runLog().unfinished(Set.of(shard), known, 10)) {
            loop.handle(new Message.Adopt(found, version), now);
        }

        assertThat(loop.activeRuns()).isZero();
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
