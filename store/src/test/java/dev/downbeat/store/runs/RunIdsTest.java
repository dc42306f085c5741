package dev.downbeat.store.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.RunId;
import dev.downbeat.store.PgStore;
import dev.downbeat.testkit.PgExtension;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RunIdsTest {
    @RegisterExtension
    @Order(1)
    static final PgExtension PG = new PgExtension();

    @RegisterExtension
    @Order(2)
    static final PgStore STORE = new PgStore(PG);

    private final AtomicLong nanos = new AtomicLong();

    @BeforeEach
    void begin() {
        PG.run("alter sequence run_id_seq restart");
    }

    @Test
    void processes_that_ask_now_and_then_count_up_together_without_gaps() {
        RunIds server = ids();
        RunIds foreground = ids();

        List<Long> taken = Stream.of(server, foreground, foreground, server, ids(), server)
                .map(ids -> {
                    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
                    return ids.next().value();
                })
                .toList();

        assertThat(taken).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void blocks_grow_with_the_load_and_shrink_with_it() {
        RunIds busy = ids();
        LongStream.rangeClosed(1, 1 + 2 + 4 + 8 + 16 + 32 + 64)
                .forEach(id -> assertThat(busy.next()).isEqualTo(new RunId(id)));
        assertThat(takenFromTheSequence()).isEqualTo(127);

        IntStream.range(0, RunIds.MOST).forEach(i -> busy.next());
        assertThat(takenFromTheSequence()).isEqualTo(127 + RunIds.MOST);

        nanos.addAndGet(Duration.ofMillis(40).toNanos());
        RunId first = busy.next();
        assertThat(takenFromTheSequence()).isEqualTo(first.value() + 64 * 10 / 40 - 1);
    }

    @Test
    void ids_are_never_given_twice_to_threads_and_processes_that_ask_at_once() throws InterruptedException {
        Set<RunId> all = ConcurrentHashMap.newKeySet();
        var one = new RunIds(STORE.database(), System::nanoTime);
        var other = new RunIds(STORE.database(), System::nanoTime);

        List<Thread> threads = Stream.of(one, one, other, other)
                .map(ids ->
                        Thread.ofVirtual().start(() -> IntStream.range(0, 200).forEach(i -> all.add(ids.next()))))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(all).hasSize(800);
    }

    private RunIds ids() {
        return new RunIds(STORE.database(), nanos::get);
    }

    private static long takenFromTheSequence() {
        return Long.parseLong(PG.ask("select last_value from run_id_seq"));
    }
}
