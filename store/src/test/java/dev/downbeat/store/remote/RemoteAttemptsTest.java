package dev.downbeat.store.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.downbeat.engine.port.RemoteAttempts.Asked;
import dev.downbeat.engine.port.RemoteAttempts.Fresh;
import dev.downbeat.engine.port.RemoteAttempts.Place;
import dev.downbeat.engine.port.RemoteAttempts.Standing;
import dev.downbeat.engine.port.RemoteAttempts.State;
import dev.downbeat.engine.port.RemoteWork.Depth;
import dev.downbeat.engine.port.RemoteWork.Held;
import dev.downbeat.engine.port.RemoteWork.Known;
import dev.downbeat.engine.port.RemoteWork.Worker;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.store.PgStore;
import dev.downbeat.testkit.PgExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RemoteAttemptsTest {
    @RegisterExtension
    @Order(1)
    static final PgExtension PG = new PgExtension();

    @RegisterExtension
    @Order(2)
    static final PgStore STORE = new PgStore(PG);

    private static final String EXECUTOR = "workers";
    private static final String DONE = "{\"kind\": \"SUCCEEDED\"}";
    private static final String LOST = "{\"kind\": \"LOST\"}";
    private static final Shard SHARD = new Shard(7);

    private PgRemoteAttempts attempts;
    private PgRemoteWork work;
    private long worker;

    @BeforeEach
    void create() {
        attempts = new PgRemoteAttempts(STORE.database());
        work = new PgRemoteWork(STORE.database());
        worker = work.register(new Worker("one", List.of("a", "b"), 4, "1"));
    }

    @Test
    void one_that_is_submitted_twice_is_there_once_and_stands_as_it_stood() {
        Place place = current("t", 1);
        assertThat(submit(place).get(place)).isEqualTo(new Standing(State.WAITING, false, 0, null, null));
        claim("a", "secret");
        work.start("secret");

        assertThat(submit(place).get(place)).isEqualTo(new Standing(State.CLAIMED, true, worker, "secret", null));
        assertThat(PG.ask("select count(*) from remote_attempt")).isEqualTo("1");
    }

    @Test
    void one_that_is_no_longer_current_is_not_taken_and_not_given_out() {
        Place old = place("t", 1, 0);
        Place now = current("t", 2);

        assertThat(submit(old, now)).containsOnlyKeys(now);
        PG.run("update task_instance set state = 'failed'");
        assertThat(claim("a", "secret")).isEmpty();
        assertThat(attempts.sweep()).isEqualTo(1);
    }

    @Test
    void the_higher_priority_is_claimed_first_and_then_the_older_one_from_the_queues_asked_for() {
        submit(fresh(current("old", 1), "a", 1));
        submit(fresh(current("new", 1), "b", 1));
        submit(fresh(current("urgent", 1), "a", 5));
        submit(fresh(current("elsewhere", 1), "c", 9));

        List<Held> claimed = work.claim(worker, EXECUTOR, List.of("a", "b"), List.of("t1", "t2"));

        assertThat(claimed)
                .extracting(held -> held.place().attempt().key().task().value())
                .containsExactlyInAnyOrder("urgent", "old");
        assertThat(work.held("t1").orElseThrow().place().attempt().key().task()).isEqualTo(new TaskId("urgent"));
        assertThat(work.depths(EXECUTOR))
                .extracting(Depth::queue, Depth::waiting, Depth::claimed)
                .containsExactly(tuple("a", 0, 2), tuple("b", 1, 0), tuple("c", 1, 0));
    }

    @Test
    void many_workers_at_once_get_each_attempt_once() throws InterruptedException, ExecutionException {
        IntStream.range(0, 300).forEach(i -> submit(fresh(current("t" + i, 1), "a", 1)));
        var all = new ArrayList<Place>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            var claims = new ArrayList<Future<List<Held>>>();
            for (int i = 0; i < 60; i++) {
                List<String> tokens = List.of("x" + i, "y" + i, "z" + i, "u" + i, "v" + i);
                claims.add(threads.submit(() -> work.claim(worker, EXECUTOR, List.of("a"), tokens)));
            }
            for (Future<List<Held>> claim : claims) {
                claim.get().forEach(held -> all.add(held.place()));
            }
        }

        assertThat(all).hasSize(300);
        assertThat(new HashSet<>(all)).hasSize(300);
    }

    @Test
    void an_attempt_waits_while_an_earlier_one_of_its_task_instance_is_at_a_worker() {
        Place first = current("t", 1);
        submit(first);
        claim("a", "first");
        Place second = current("t", 2);
        submit(second);
        assertThat(claim("a", "second")).isEmpty();

        assertThat(work.toStop(worker, List.of("first"))).containsExactly("first");
        assertThat(work.end("first", DONE)).isTrue();
        assertThat(claim("a", "third")).containsExactly(second);
    }

    @Test
    void an_end_counts_from_its_holder_alone_and_once() {
        Place place = current("t", 1);
        submit(place);
        claim("a", "mine");

        assertThat(work.end("guessed", DONE)).isFalse();
        assertThat(work.end("mine", DONE)).isTrue();
        assertThat(work.end("mine", LOST)).isFalse();
        assertThat(work.endedUnder("mine")).isTrue();
        assertThat(attempts.ended(EXECUTOR, Set.of(SHARD)).get(place))
                .isEqualTo(new Standing(State.ENDED, false, worker, "mine", DONE));
        assertThat(attempts.ended(EXECUTOR, Set.of(new Shard(8)))).isEmpty();

        attempts.settle(List.of(place));
        assertThat(work.endedUnder("mine")).isFalse();
        assertThat(PG.ask("select count(*) from remote_attempt")).isEqualTo("0");
    }

    @Test
    void what_a_silent_worker_had_begun_is_lost_and_what_it_had_not_waits_again() {
        Place begun = current("begun", 1);
        Place unbegun = current("unbegun", 1);
        submit(begun);
        claim("a", "t1");
        submit(unbegun);
        claim("a", "t2");
        work.start("t1");
        assertThat(lose()).isEmpty();
        assertThat(attempts.started(EXECUTOR, Set.of(SHARD))).containsExactly(begun);

        PG.run("update worker set heard_at = now() - interval '13 s'");

        assertThat(lose()).containsExactly(begun);
        assertThat(work.end("t1", DONE)).as("it was cut off past its time").isFalse();
        assertThat(work.end("t2", DONE)).isFalse();
        assertThat(work.start("t2")).isFalse();
        assertThat(work.toStop(worker, List.of("t1", "t2"))).containsExactlyInAnyOrder("t1", "t2");
        assertThat(claim("a", "t3")).containsExactly(unbegun);
    }

    @Test
    void stopping_ends_what_nobody_has_and_asks_for_the_rest() {
        Place waiting = current("waiting", 1);
        Place claimed = current("claimed", 1);
        submit(claimed);
        claim("a", "t");
        submit(waiting);

        var stopped = attempts.stop(List.of(waiting.attempt(), claimed.attempt()), LOST);

        assertThat(stopped.get(waiting)).isEqualTo(new Standing(State.ENDED, false, 0, null, LOST));
        assertThat(stopped.get(claimed)).isEqualTo(new Standing(State.CLAIMED, false, worker, "t", null));
        assertThat(work.toStop(worker, List.of("t"))).containsExactly("t");
        assertThat(work.end("t", DONE)).isTrue();
    }

    @Test
    void a_claim_whose_answer_was_lost_is_given_to_another_one_later() {
        Place place = current("t", 1);
        submit(place);
        claim("a", "unheard");
        work.giveBackUnknown(worker, List.of());
        assertThat(claim("a", "soon")).as("the answer may be under way").isEmpty();

        PG.run("update remote_attempt set claimed_at = now() - interval '11 s'");
        work.giveBackUnknown(worker, List.of("unheard"));
        assertThat(claim("a", "known")).isEmpty();
        work.giveBackUnknown(worker, List.of("another"));

        assertThat(claim("a", "later")).containsExactly(place);
        assertThat(work.start("unheard")).isFalse();
    }

    @Test
    void a_worker_that_leaves_gives_back_what_it_has_not_begun() {
        Place place = current("t", 1);
        submit(place);
        claim("a", "t");

        work.leave(worker);

        assertThat(work.heard(worker, false)).isFalse();
        assertThat(work.workers()).isEmpty();
        long other = work.register(new Worker("other", List.of("a"), 1, "1"));
        assertThat(work.claim(other, EXECUTOR, List.of("a"), List.of("t2"))).hasSize(1);
    }

    @Test
    void the_looks_of_an_attempt_are_apart() {
        Place first = current("t", 1);
        submit(first);
        claim("a", "t1");
        assertThat(work.end("t1", DONE)).isTrue();

        Place second = place("t", 1, 1);
        PG.run("update task_instance set state = 'deferred'");
        assertThat(submit(second).get(second)).isEqualTo(new Standing(State.WAITING, false, 0, null, null));
        attempts.settle(List.of(first));
        assertThat(claim("a", "t2")).containsExactly(second);
    }

    @Test
    void workers_are_known_while_they_are_heard_of() {
        assertThat(work.heard(worker, true)).isTrue();
        assertThat(work.workers())
                .singleElement()
                .satisfies(known -> assertThat(known.worker()).isEqualTo(new Worker("one", List.of("a", "b"), 4, "1")))
                .satisfies(known -> assertThat(known.draining()).isTrue());
        PG.run("update worker set heard_at = now() - interval '61 s'");
        assertThat(work.workers()).extracting(Known::id).isEmpty();
        PG.run("update worker set heard_at = now() - interval '2 h'");
        int ignored = attempts.sweep();
        assertThat(PG.ask("select count(*) from worker")).isEqualTo("0");
    }

    private Map<Place, Standing> submit(Place... places) {
        return attempts.submit(
                List.of(places).stream().map(place -> fresh(place, "a", 1)).toList());
    }

    private void submit(Fresh fresh) {
        assertThat(attempts.submit(List.of(fresh))).hasSize(1);
    }

    private static Fresh fresh(Place place, String queue, int priority) {
        return new Fresh(place, new Asked(EXECUTOR, queue, priority, SHARD), "{\"a\": \"\\u0000\"}");
    }

    private List<Place> claim(String queue, String token) {
        return work.claim(worker, EXECUTOR, List.of(queue), List.of(token)).stream()
                .map(Held::place)
                .toList();
    }

    private Set<Place> lose() {
        return attempts.lose(EXECUTOR, Set.of(SHARD), Duration.ofSeconds(12), LOST)
                .keySet();
    }

    /// The current attempt of a task of run 1.
    private static Place current(String task, int attempt) {
        PG.run("""
                insert into task_instance (run_id, task_id, map_index, state, attempt, try_number, lost, worker)
                values (1, '%s', -1, 'queued', %d, 1, 0, '')
                on conflict (run_id, task_id, map_index) do update set attempt = excluded.attempt, state = 'queued'
                """.formatted(task, attempt));
        return place(task, attempt, 0);
    }

    private static Place place(String task, int attempt, int look) {
        return new Place(new AttemptId(new TaskKey(new RunId(1), new TaskId(task), MapIndex.NONE), attempt), look);
    }

    @Test
    void one_that_is_taken_is_held_by_its_token_alone() {
        Place place = current("t", 1);
        submit(place);

        assertThat(work.take(Map.of(place, "mine"))).containsExactly(place);
        assertThat(work.take(Map.of(place, "other"))).isEmpty();
        assertThat(claim("a", "workers'")).isEmpty();
        assertThat(work.mayGoOn("mine")).isTrue();
        assertThat(work.mayGoOn("other")).isFalse();
        assertThat(submit(place).get(place)).isEqualTo(new Standing(State.CLAIMED, false, 0, "mine", null));

        work.note("mine", "the image is being fetched");
        assertThat(work.noteOf(place.attempt())).isEqualTo("the image is being fetched");
        assertThat(work.retake("mine", "next")).isTrue();
        assertThat(work.start("mine")).isFalse();
        assertThat(work.start("next")).isTrue();
        assertThat(work.noteOf(place.attempt())).isEmpty();
        assertThat(work.retake("next", "third")).as("it has begun").isFalse();

        var stopped = attempts.stop(List.of(place.attempt()), LOST);
        assertThat(stopped.get(place)).isEqualTo(new Standing(State.CLAIMED, true, 0, "next", null));
        assertThat(work.mayGoOn("next")).isFalse();
        assertThat(work.end("next", DONE)).isTrue();
    }

    @Test
    void nothing_is_taken_while_an_earlier_attempt_of_the_same_task_is_held_or_when_it_is_no_longer_current() {
        Place first = current("t", 1);
        submit(first);
        work.take(Map.of(first, "first"));
        Place second = current("t", 2);
        submit(second);

        assertThat(work.take(Map.of(second, "second"))).isEmpty();
        assertThat(work.mayGoOn("first")).isFalse();
        assertThat(work.end("first", DONE)).isTrue();
        assertThat(work.take(Map.of(second, "second"))).containsExactly(second);
    }
}
