package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.engine.port.PoolShares;
import dev.downbeat.engine.port.PoolShares.Claim;
import dev.downbeat.engine.port.Pools;
import dev.downbeat.testkit.Gen;
import dev.downbeat.testkit.Seeds;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;

/// Several schedulers that always have more work for a pool than it has room for, from a seed.
class PoolSharesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int TURNS = 3_000;
    /// A scheduler that has work starts something at least every so many turns.
    private static final int LONGEST_WAIT = 400;

    private static final class Worker {
        private final int largest;
        private final Deque<Integer> waiting = new ArrayDeque<>();
        private final List<Integer> running = new ArrayList<>();
        private Claim claim = Claim.NOTHING;
        private int limit;
        private int lastStart;

        Worker(int largest) {
            this.largest = largest;
        }

        int used() {
            return running.stream().mapToInt(Integer::intValue).sum();
        }
    }

    @Seeds(200)
    void no_slot_is_given_twice_and_nobody_waits_for_ever(long seed) {
        RandomGenerator random = Gen.random(seed);
        int total = 1 + random.nextInt(8);
        var workers = new ArrayList<Worker>();
        for (int i = 0; i < 2 + random.nextInt(3); i++) {
            workers.add(new Worker(1 + random.nextInt(Math.min(total, 4))));
        }
        for (int turn = 0; turn < TURNS; turn++) {
            Worker worker = workers.get(random.nextInt(workers.size()));
            act(worker, random, turn);
            if (random.nextInt(3) == 0) {
                settle(worker, workers, total, START.plusMillis(turn));
            }
            assertThat(workers.stream().mapToInt(w -> w.claim.slots()).sum()).isLessThanOrEqualTo(total);
            assertThat(workers.stream().mapToInt(Worker::used).sum()).isLessThanOrEqualTo(total);
            for (Worker each : workers) {
                assertThat(turn - each.lastStart).as("turns without a start").isLessThan(LONGEST_WAIT);
            }
        }
    }

    /// The first that waits starts if it fits; others pass it, unless it is large and has waited for long.
    private static void act(Worker worker, RandomGenerator random, int turn) {
        while (worker.waiting.size() < 5) {
            worker.waiting.add(1 + random.nextInt(worker.largest));
        }
        if (!worker.running.isEmpty() && random.nextInt(3) == 0) {
            worker.running.remove(/* index */ random.nextInt(worker.running.size()));
        }
        if (worker.used() + worker.waiting.element() <= worker.limit) {
            worker.running.add(worker.waiting.remove());
            worker.lastStart = turn;
        }
    }

    private static void settle(Worker worker, List<Worker> all, int total, Instant now) {
        int waiting = worker.waiting.stream().mapToInt(Integer::intValue).sum();
        int largest = worker.waiting.stream().mapToInt(Integer::intValue).max().orElse(0);
        var ask = new Pools.Ask(Math.max(worker.used(), worker.limit), worker.used() + waiting, random(now), largest);
        List<Claim> others = all.stream()
                .filter(other -> other != worker)
                .map(other -> other.claim)
                .toList();
        var settled = PoolShares.settle(total, ask, worker.claim, others, now);
        worker.claim = settled.claim();
        worker.limit = settled.limit();
        assertThat(settled.claim().slots()).isGreaterThanOrEqualTo(worker.used());
    }

    private static int random(Instant now) {
        return (int) (now.toEpochMilli() % 3);
    }
}
