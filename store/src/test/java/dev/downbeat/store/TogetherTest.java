package dev.downbeat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TogetherTest {
    private final List<Set<String>> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> stored = new HashMap<>(Map.of("a", 1, "b", 2, "c", 3));
    private final Semaphore answers = new Semaphore(0);
    private final Together<String, Integer> together = new Together<>(this::lookUp);
    private final ExecutorService callers = Executors.newCachedThreadPool();

    private Map<String, Integer> lookUp(Set<String> keys) {
        asked.add(Set.copyOf(keys));
        answers.acquireUninterruptibly();
        if (keys.contains("broken")) {
            throw new DownbeatException(ErrorCode.DATABASE, "out of reach");
        }
        var found = new HashMap<>(stored);
        found.keySet().retainAll(keys);
        return found;
    }

    @AfterEach
    void end() {
        answers.release(100);
        callers.close();
    }

    @Test
    void a_lone_caller_is_answered_at_once() {
        answers.release(2);

        assertThat(together.find("a")).contains(1);
        assertThat(together.find("no such key")).isEmpty();
        assertThat(asked).containsExactly(Set.of("a"), Set.of("no such key"));
    }

    @Test
    void who_comes_meanwhile_is_answered_by_the_next_statement_together_with_others()
            throws ExecutionException, InterruptedException {
        Future<Optional<Integer>> first = ask("a", 1);
        Future<Optional<Integer>> second = callers.submit(() -> together.find("b"));
        Future<Optional<Integer>> third = callers.submit(() -> together.find("c"));
        await().until(() -> together.waiting() == 2);

        answers.release(2);

        assertThat(first.get()).contains(1);
        assertThat(second.get()).contains(2);
        assertThat(third.get()).contains(3);
        assertThat(asked).containsExactly(Set.of("a"), Set.of("b", "c"));
    }

    @Test
    void an_answer_is_never_older_than_its_question() throws ExecutionException, InterruptedException {
        Future<Optional<Integer>> before = ask("a", 1);
        Future<Optional<Integer>> after = callers.submit(() -> together.find("a"));
        await().until(() -> together.waiting() == 1);
        answers.release();
        before.get();
        await().until(() -> asked.size() == 2);

        stored.put("a", 7);
        answers.release();

        assertThat(after.get()).contains(7);
    }

    @Test
    void a_failure_is_told_to_all_whom_it_concerns_and_to_nobody_else()
            throws ExecutionException, InterruptedException {
        Future<Optional<Integer>> first = ask("broken", 1);
        Future<Optional<Integer>> next = callers.submit(() -> together.find("b"));
        await().until(() -> together.waiting() == 1);

        answers.release(3);

        assertThatThrownBy(first::get)
                .cause()
                .isInstanceOf(DownbeatException.class)
                .hasMessageContaining("out of reach");
        assertThat(next.get()).contains(2);
        assertThat(together.find("c")).contains(3);
    }

    @Test
    void many_callers_all_get_their_own_answer() throws ExecutionException, InterruptedException {
        answers.release(1_000_000);
        IntStream.range(0, 500).forEach(i -> stored.put("k" + i, i));

        List<Future<Optional<Integer>>> found = IntStream.range(0, 500)
                .mapToObj(i -> callers.submit(() -> together.find("k" + i)))
                .toList();

        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).get()).contains(i);
        }
    }

    /// Returns once the statement is under way.
    private Future<Optional<Integer>> ask(String key, int statements) {
        Future<Optional<Integer>> answer = callers.submit(() -> together.find(key));
        await().until(() -> asked.size() == statements);
        return answer;
    }
}
