package dev.downbeat.executors.worker;

import dev.downbeat.executors.attempt.Console;
import dev.downbeat.executors.attempt.DagCodes;
import dev.downbeat.executors.attempt.OperatorCatalog;
import dev.downbeat.executors.attempt.StopReason;
import dev.downbeat.executors.remote.FleetTalk.Alive;
import dev.downbeat.executors.remote.FleetTalk.Given;
import dev.downbeat.executors.remote.FleetTalk.Hello;
import dev.downbeat.executors.remote.FleetTalk.Task;
import dev.downbeat.executors.remote.FleetTalk.Wanted;
import dev.downbeat.executors.remote.FleetTalk.Welcome;
import dev.downbeat.executors.remote.Tokens;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Takes attempts from a server and does them, until it is drained.
public final class Worker implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Worker.class.getName());
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    private static final Duration GRACE = Duration.ofSeconds(13);

    private final WorkerSettings settings;
    private final FleetLink link;
    private final WorkerTools tools;
    private final DagPlaces dags;
    private final Semaphore free;
    /// By the hashes of their tokens.
    private final Map<String, WorkerAttempt> attempts = new ConcurrentHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread claiming = Thread.ofVirtual().name("claims").unstarted(this::claim);
    private final Thread beating = Thread.ofVirtual().name("heartbeats").unstarted(this::beat);
    private volatile @Nullable Welcome welcome;
    private volatile boolean draining;
    /// Of the thread of heartbeats.
    private boolean away;

    public Worker(WorkerSettings settings, FleetLink link, OperatorCatalog operators, DagCodes code) {
        this.settings = settings;
        this.link = link;
        this.tools = new WorkerTools(operators, code, settings.folder());
        this.dags = new DagPlaces(settings.dags());
        this.free = new Semaphore(settings.slots());
        Console.install();
    }

    /// Presents itself, waiting for the server as long as that is away, and begins to take attempts.
    ///
    /// @throws DownbeatException when the server refuses it
    public void start() throws InterruptedException {
        welcome = register();
        claiming.start();
        beating.start();
    }

    /// Attempts that it has.
    public int running() {
        return attempts.size();
    }

    private Welcome register() throws InterruptedException {
        var hello = new Hello(settings.name(), settings.queues(), settings.slots(), settings.version());
        Duration pause = PAUSE;
        while (true) {
            try {
                return link.register(hello);
            } catch (IOException e) {
                answers(e);
                rest(pause);
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
            }
        }
    }

    private long id() {
        Welcome now = welcome;
        return now == null ? 0 : now.worker();
    }

    /// Cut short by the end.
    private void rest(Duration pause) throws InterruptedException {
        boolean ignored = over.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    // Taking attempts

    private void claim() {
        try {
            while (!draining) {
                free.acquire();
                int most = 1 + free.drainPermits();
                int taken = 0;
                try {
                    taken = take(most);
                } finally {
                    free.release(most - taken);
                }
            }
        } catch (InterruptedException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "takes no more");
        }
    }

    private int take(int most) throws InterruptedException {
        try {
            Given given = link.claim(id(), new Wanted(settings.queues(), most));
            given.tasks().forEach(this::begin);
            return given.tasks().size();
        } catch (IOException | DownbeatException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "no attempts could be taken: {0}", e.toString());
            rest(PAUSE);
            return 0;
        }
    }

    private void begin(Task task) {
        Welcome now = welcome;
        if (now == null) {
            throw new IllegalStateException("it has not been registered");
        }
        String hash = Tokens.hash(task.token());
        var shared = new WorkerAttempt.Shared(tools, dags, now.artifacts(), now.dags());
        var attempt = new WorkerAttempt(task, link.attempt(task.token()), shared);
        attempts.put(hash, attempt);
        Thread.ofVirtual().name("attempt-" + attempt.id()).start(() -> {
            try {
                attempt.run();
            } finally {
                attempts.remove(hash);
                free.release();
            }
        });
    }

    // Being heard of

    private void beat() {
        try {
            while (over.getCount() > 0) {
                beatOnce();
            }
        } catch (InterruptedException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "no more heartbeats");
        }
    }

    private void beatOnce() throws InterruptedException {
        try {
            List<String> stop = link.beat(id(), new Alive(List.copyOf(attempts.keySet()), draining))
                    .attempts();
            stop.forEach(hash -> {
                WorkerAttempt attempt = attempts.get(hash);
                if (attempt != null) {
                    attempt.stop(StopReason.CANCELLED);
                }
            });
            if (!stop.isEmpty()) {
                rest(PAUSE); // they need a moment, and would be told again at once
            }
            answers(null);
        } catch (IOException e) {
            answers(e);
            rest(PAUSE);
        } catch (DownbeatException e) {
            unknown(e);
        }
    }

    /// Says so once when the server goes away, and once when it is back.
    private void answers(@Nullable IOException trouble) {
        if (trouble != null && !away && over.getCount() > 0) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "The server at {0} does not answer ({1}); what runs goes on, and the server is tried again",
                    link.server(),
                    trouble.toString());
        } else if (trouble == null && away) {
            LOGGER.log(System.Logger.Level.INFO, "The server answers again");
        }
        away = trouble != null;
    }

    /// The server does not know the worker: what it has is lost, and it begins anew.
    private void unknown(DownbeatException e) throws InterruptedException {
        LOGGER.log(System.Logger.Level.WARNING, "The server does not know this worker any more ({0})", e.text());
        if (e.code() == ErrorCode.NOT_FOUND) {
            attempts.values().forEach(attempt -> attempt.stop(StopReason.CLOSED));
            welcome = register();
        } else {
            rest(LONGEST_PAUSE);
        }
    }

    // The end

    /// Takes no more, waits for what runs, and gives back as lost what has not ended by then.
    ///
    /// @return whether all ended by itself
    public boolean drain(Duration patience) throws InterruptedException {
        draining = true;
        claiming.interrupt();
        boolean ended = awaitAll(patience);
        if (!ended) {
            attempts.values().forEach(attempt -> attempt.stop(StopReason.CLOSED));
            boolean ignored = awaitAll(GRACE);
        }
        leave();
        return ended;
    }

    private boolean awaitAll(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!attempts.isEmpty() && System.nanoTime() - deadline < 0) {
            rest(Duration.ofMillis(50));
        }
        return attempts.isEmpty();
    }

    private void leave() throws InterruptedException {
        over.countDown();
        beating.interrupt();
        try {
            link.leave(id());
        } catch (IOException | DownbeatException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "the server was not told of the end: {0}", e.toString());
        }
    }

    /// At once, and without a word to the server.
    @Override
    public void close() throws IOException {
        draining = true;
        over.countDown();
        claiming.interrupt();
        beating.interrupt();
        link.close();
        tools.close();
    }
}
