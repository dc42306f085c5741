package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.containers.ContainerRequest;
import dev.downbeat.containers.Created;
import dev.downbeat.containers.Sighting.Cause;
import dev.downbeat.containers.Sighting.Phase;
import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Listener;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.attempt.Ended;
import dev.downbeat.executors.container.ContainerHands;
import dev.downbeat.executors.container.ContainerSettings;
import dev.downbeat.executors.container.ContainerSettings.Pacing;
import dev.downbeat.executors.container.Keeping;
import dev.downbeat.executors.logs.LogLimits;
import dev.downbeat.executors.logs.LogStore;
import dev.downbeat.executors.logs.ReceivedLogs;
import dev.downbeat.executors.remote.RemoteExecutor;
import dev.downbeat.executors.remote.Tokens;
import dev.downbeat.executors.secrets.HomeSecrets;
import dev.downbeat.executors.wire.Ending;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.Database;
import dev.downbeat.store.StoreSettings;
import dev.downbeat.store.remote.PgRemoteAttempts;
import dev.downbeat.store.remote.PgRemoteWork;
import dev.downbeat.testkit.PgExtension;
import dev.downbeat.testkit.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// On a real store, with an engine that does what a test says.
@Timeout(60)
class ContainerHandsTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    private static final AttemptId ATTEMPT =
            new AttemptId(new TaskKey(new RunId(1), new TaskId("train"), MapIndex.NONE), 1);

    @TempDir
    private Path home;

    private final FakeEngine engine = new FakeEngine();
    private final BlockingQueue<Outcome> ends = new LinkedBlockingQueue<>();
    private @Nullable Database opened;
    private @Nullable RemoteExecutor current;
    private @Nullable LogStore logs;

    @BeforeEach
    void open() {
        opened = Database.open(StoreSettings.server(PG.url()));
        logs = new LogStore(home, LogLimits.DEFAULT, InstantSource.system());
        PG.run("""
                insert into task_instance (run_id, task_id, map_index, state, attempt, try_number, lost, worker)
                values (1, 'train', -1, 'queued', 1, 1, 0, '')
                """);
        current = server();
    }

    @AfterEach
    void close() {
        executor().close();
        Objects.requireNonNull(logs).close();
        Objects.requireNonNull(opened).close();
    }

    private RemoteExecutor executor() {
        return Objects.requireNonNull(current);
    }

    private PgRemoteWork work() {
        return new PgRemoteWork(Objects.requireNonNull(opened));
    }

    /// Another one on the same database knows nothing but what stands there.
    private RemoteExecutor server() {
        return server(new Reach(true, "http://server:8643"));
    }

    private RemoteExecutor server(Reach reach) {
        var keeping = new Keeping(
                work(),
                new ReceivedLogs(Objects.requireNonNull(logs)),
                new HomeSecrets(home, Map.of()),
                InstantSource.system());
        var settings = new ContainerSettings(
                "this",
                reach,
                List.of("downbeat", "attempt"),
                Map.of(),
                new Pacing(100, Duration.ofMillis(300), Duration.ofMillis(200)));
        return new RemoteExecutor(
                new PgRemoteAttempts(Objects.requireNonNull(opened)),
                new ContainerHands("kubernetes", engine, keeping, settings));
    }

    @Test
    void a_container_is_made_for_the_claim_that_is_held_and_removed_after_the_end_was_reported() {
        submit();
        ContainerRequest made = engine.awaitMade(1);

        String token = Objects.requireNonNull(made.environment().get(ContainerSettings.TOKEN));
        assertThat(made.environment()).containsEntry(ContainerSettings.SERVER, "http://server:8643");
        assertThat(made.claim()).isEqualTo(Tokens.hash(token));
        assertThat(made.name()).startsWith("db-train-").matches("[a-z0-9-]{1,63}");
        assertThat(work().start(made.claim())).isTrue();
        assertThat(work().end(made.claim(), Json.write(Ending.of(Ended.with(new Outcome.Succeeded())))))
                .isTrue();
        engine.show(made, new Phase.Ended(Cause.EXITED, 0, ""));

        assertThat(end()).isInstanceOf(Outcome.Succeeded.class);
        engine.awaitRemoved(made.name());
    }

    @Test
    void one_that_was_killed_from_outside_is_lost_and_one_that_took_too_much_has_failed() {
        submit();
        ContainerRequest made = begun();
        engine.show(made, new Phase.Ended(Cause.EXITED, 137, ""));
        assertThat(end()).isInstanceOf(Outcome.Lost.class);
        engine.awaitRemoved(made.name());

        next(2);
        submit(2);
        made = begun();
        engine.words = List.of("java.lang.OutOfMemoryError");
        engine.show(made, new Phase.Ended(Cause.OUT_OF_MEMORY, 137, "OOMKilled"));

        assertThat(end()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.failure().code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
            assertThat(failed.failure().detail()).contains("java.lang.OutOfMemoryError");
            assertThat(failed.retryable()).isTrue();
        });
    }

    @Test
    void what_it_waits_for_is_told_and_a_quota_is_asked_again() {
        engine.answers.add(new Created.Later("exceeded quota: pods=2", Duration.ofMillis(600)));
        submit();
        Awaitility.await().until(() -> work().noteOf(ATTEMPT), note -> note.contains("quota"));

        ContainerRequest made = engine.awaitMade(1);
        engine.show(made, new Phase.Waiting("the image is being fetched"));
        Awaitility.await().until(() -> work().noteOf(ATTEMPT), note -> note.contains("fetched"));

        assertThat(work().start(made.claim())).isTrue();
        assertThat(work().noteOf(ATTEMPT)).isEmpty();
    }

    @Test
    void one_that_is_refused_fails_for_good() {
        engine.answers.add(new Created.Refused("no such service account"));
        submit();

        assertThat(end()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.failure().message()).isEqualTo("its container is refused: no such service account");
            assertThat(failed.retryable()).isFalse();
        });
    }

    @Test
    void nothing_is_removed_where_nothing_was_asked_for() {
        executor().close();
        current = server(new Reach(false, ""));
        submit();

        assertThat(end())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure().message())
                                .contains("a container could not reach this process"));
        executor().close();
        assertThat(engine.removed).isEmpty();
    }

    @Test
    void the_next_server_finds_the_container_of_the_one_before() {
        submit();
        ContainerRequest made = begun();
        executor().close();

        current = server();
        submit();
        assertThat(work().end(made.claim(), Json.write(Ending.of(Ended.with(new Outcome.Succeeded())))))
                .isTrue();

        assertThat(end()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(engine.made).hasSize(1);
    }

    @Test
    void the_next_server_has_it_made_anew_when_it_is_gone_and_had_not_begun() {
        submit();
        ContainerRequest first = engine.awaitMade(1);
        executor().close();
        engine.vanish(first);

        current = server();
        submit();
        ContainerRequest second = engine.awaitMade(2);

        assertThat(second.name()).isEqualTo(first.name());
        assertThat(second.claim()).isNotEqualTo(first.claim());
        assertThat(work().start(first.claim())).isFalse();
        assertThat(work().start(second.claim())).isTrue();
    }

    @Test
    void the_next_server_gives_up_what_had_begun_and_is_gone() {
        submit();
        ContainerRequest made = begun();
        executor().close();
        engine.vanish(made);

        current = server();
        submit();

        assertThat(end()).isEqualTo(new Outcome.Lost("its container is gone"));
    }

    @Test
    void a_container_of_an_older_claim_is_no_obstacle() {
        engine.answers.add(new Created.Exists("another claim"));
        submit();

        ContainerRequest made = engine.awaitMade(1);

        assertThat(engine.removed).contains(made.name());
    }

    @Test
    void one_that_is_cancelled_before_it_began_ends_at_once_and_one_that_does_not_listen_after_a_while() {
        submit();
        ContainerRequest unbegun = engine.awaitMade(1);
        executor().cancel(ATTEMPT);
        assertThat(end())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.CANCELLED));
        engine.awaitRemoved(unbegun.name());

        next(2);
        submit(2);
        ContainerRequest deaf = begun();
        executor().cancel(attempt(2));
        engine.awaitRemoved(deaf.name());
        engine.show(deaf, new Phase.Gone());

        assertThat(end())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.CANCELLED));
    }

    @Test
    void containers_that_nobody_waits_for_are_removed() {
        submit();
        ContainerRequest made = begun();
        engine.stray("db-old-0123456789abcdef", "a claim that nobody holds");

        engine.awaitRemoved("db-old-0123456789abcdef");

        assertThat(engine.removed).doesNotContain(made.name());
    }

    // The scheduler's side

    private void submit() {
        submit(1);
    }

    private void submit(int number) {
        executor().submit(order(number), new Listener() {
            @Override
            public void started(AttemptId attempt) {}

            @Override
            public void ended(AttemptId attempt, Outcome outcome, Map<String, String> xcoms) {
                ends.add(outcome);
                executor().settled(attempt, 0);
            }
        });
    }

    private static Order order(int number) {
        var dag = Samples.dag("it", "train");
        var version = new DagVersion(new VersionId(1), 1, "hash", dag, "");
        var run = new RunSpec(
                new RunId(1),
                dag.id(),
                version.id(),
                Shard.of(dag.id()),
                RunType.MANUAL,
                RunSpec.Interval.at(Instant.parse("2026-03-01T12:00:00Z")),
                Map.of());
        return new Order(attempt(number), 1, run, version, dag.tasks().getFirst(), null);
    }

    private static AttemptId attempt(int number) {
        return new AttemptId(ATTEMPT.key(), number);
    }

    private static void next(int number) {
        PG.run("update task_instance set attempt = " + number);
    }

    private ContainerRequest begun() {
        ContainerRequest made = engine.awaitMade(engine.madeSoFar() + 1);
        assertThat(work().start(made.claim())).isTrue();
        engine.show(made, new Phase.Running());
        return made;
    }

    private Outcome end() {
        try {
            return Objects.requireNonNull(ends.poll(20, TimeUnit.SECONDS), "it did not end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
