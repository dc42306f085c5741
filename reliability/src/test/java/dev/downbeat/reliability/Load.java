package dev.downbeat.reliability;

import dev.downbeat.reliability.Evidence.Accepted;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Somebody who starts runs, at one server or the other. Half of the runs carry an idempotency key and are asked
/// for again until a server says yes; the others are asked for once, and count only when a server said yes.
final class Load {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final List<Server> servers;
    private final RandomGenerator random;
    private final CountDownLatch never = new CountDownLatch(1);
    private final List<Accepted> accepted = new ArrayList<>();
    private int unanswered;
    private Duration longestWait = Duration.ZERO;

    Load(List<Server> servers, RandomGenerator random) {
        this.servers = servers;
        this.random = random;
    }

    /// @param accepted   with a 2xx
    /// @param unanswered asked for once, and nobody said yes; they may be there all the same
    /// @param longestWait from the first time that a run was asked for until a server said yes
    record Result(List<Accepted> accepted, int unanswered, Duration longestWait) {}

    /// Starts so many runs of each DAG, in a random order.
    ///
    /// @param name tells these runs from all others
    Result run(String name, int each) throws InterruptedException {
        var wanted = new ArrayList<String>();
        for (int i = 0; i < each; i++) {
            wanted.addAll(Pipelines.STARTED);
        }
        for (int i = 0; !wanted.isEmpty(); i++) {
            String dag = wanted.remove(random.nextInt(wanted.size()));
            if (random.nextBoolean()) {
                insist(dag, name + "-" + i);
            } else {
                once(dag);
            }
            pause(Duration.ofMillis(random.nextLong(LONGEST_PAUSE.toMillis())));
        }
        return new Result(List.copyOf(accepted), unanswered, longestWait);
    }

    private void once(String dag) {
        Instant asked = Instant.now();
        ask(dag, "").ifPresentOrElse(run -> yes(new Accepted(run, dag, ""), asked), () -> unanswered++);
    }

    private void insist(String dag, String key) throws InterruptedException {
        Instant asked = Instant.now();
        while (Duration.between(asked, Instant.now()).compareTo(PATIENCE) < 0) {
            Optional<Long> run = ask(dag, key);
            if (run.isPresent()) {
                yes(new Accepted(run.get(), dag, key), asked);
                return;
            }
            pause(AGAIN);
        }
        throw new AssertionError("no server accepts a run of %s within %s".formatted(dag, PATIENCE));
    }

    private void yes(Accepted run, Instant asked) {
        accepted.add(run);
        Duration waited = Duration.between(asked, Instant.now());
        longestWait = waited.compareTo(longestWait) > 0 ? waited : longestWait;
    }

    private Optional<Long> ask(String dag, String key) {
        Optional<URI> server = servers.get(random.nextInt(servers.size())).url();
        return server.flatMap(url -> Http.trigger(url, dag, key));
    }

    private void pause(Duration pause) throws InterruptedException {
        boolean gone = never.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        if (gone) {
            throw new IllegalStateException("nobody counts this down");
        }
    }
}
