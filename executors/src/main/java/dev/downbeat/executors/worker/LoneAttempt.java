package dev.downbeat.executors.worker;

import dev.downbeat.executors.attempt.Console;
import dev.downbeat.executors.attempt.DagCodes;
import dev.downbeat.executors.attempt.OperatorCatalog;
import dev.downbeat.executors.attempt.StopReason;
import dev.downbeat.executors.remote.FleetTalk.Errand;
import dev.downbeat.executors.remote.FleetTalk.Task;
import dev.downbeat.model.DownbeatException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Does one attempt, whose token it was given, as a [Worker] would: what runs in a container that was made for
/// that attempt.
public final class LoneAttempt implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(LoneAttempt.class.getName());

    private final FleetLink link;
    private final String token;
    private final WorkerTools tools;
    private final DagPlaces dags;
    private final AtomicReference<@Nullable StopReason> stopped = new AtomicReference<>();
    private final AtomicReference<@Nullable WorkerAttempt> running = new AtomicReference<>();

    /// Where it is done.
    ///
    /// @param folder for what the attempt writes before it is the server's
    /// @param dags   the folder of DAG files here; null where it has the same path as the server's
    public record Ground(URI server, Path folder, @Nullable Path dags) {}

    public LoneAttempt(Ground ground, String token, OperatorCatalog operators, DagCodes code) {
        this.link = new FleetLink(ground.server(), "");
        this.token = token;
        this.tools = new WorkerTools(operators, code, ground.folder());
        this.dags = new DagPlaces(ground.dags());
        Console.install();
    }

    /// Returns when its end is reported, or it turned out to be nobody's or another's by now.
    ///
    /// @throws DownbeatException CONFLICT when it was so before it began
    public void run() throws InterruptedException {
        AttemptLink own = link.attempt(token);
        Errand errand = own.errand();
        var attempt = new WorkerAttempt(
                new Task(token, errand.version(), errand.work()),
                own,
                new WorkerAttempt.Shared(tools, dags, errand.artifacts(), errand.dags()));
        running.set(attempt);
        StopReason early = stopped.get();
        if (early != null) {
            attempt.stop(early);
        }
        Thread listening = Thread.ofVirtual().name("stops").start(() -> listen(own, attempt));
        try {
            attempt.run();
        } finally {
            listening.interrupt();
        }
    }

    /// Gives it back as lost: what it runs in is being taken away.
    public void giveBack() {
        stop(StopReason.CLOSED);
    }

    private void stop(StopReason reason) {
        boolean ignored = stopped.compareAndSet(null, reason);
        WorkerAttempt now = running.get();
        if (now != null) {
            now.stop(reason);
        }
    }

    private void listen(AttemptLink own, WorkerAttempt attempt) {
        try {
            while (own.goesOn()) {
                LOGGER.log(System.Logger.Level.TRACE, "attempt {0} goes on", attempt.id());
            }
            stop(StopReason.CANCELLED);
        } catch (InterruptedException e) {
            LOGGER.log(System.Logger.Level.TRACE, "attempt {0} has ended", attempt.id());
        } catch (DownbeatException e) {
            LOGGER.log(System.Logger.Level.WARNING, "The server does not tell whether to go on: {0}", e.text());
        }
    }

    @Override
    public void close() throws IOException {
        link.close();
        tools.close();
    }
}
