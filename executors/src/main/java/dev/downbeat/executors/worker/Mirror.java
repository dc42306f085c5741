package dev.downbeat.executors.worker;

import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.attempt.Pulse;
import dev.downbeat.executors.logs.LogSlice;
import dev.downbeat.executors.logs.LogStore;
import dev.downbeat.executors.remote.FleetTalk.Begin;
import dev.downbeat.executors.remote.FleetTalk.Lines;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// Keeps the server's copies of an attempt's log, checkpoint and progress up to date with what stands here.
/// Used by one thread.
final class Mirror {
    private static final int MOST_BYTES = 256 << 10;

    private final AttemptLink link;
    private final LogStore logs;
    private final Order order;
    private final Path checkpoint;
    private final Path progress;
    private long offset;
    private long line;
    private Instant checkpointAt = Instant.EPOCH;
    private Instant progressAt = Instant.EPOCH;

    Mirror(AttemptLink link, LogStore logs, ArtifactStore artifacts, Order order) {
        this.link = link;
        this.logs = logs;
        this.order = order;
        this.checkpoint =
                artifacts.checkpoint(order.run().dag(), order.attempt().key()).file();
        this.progress = artifacts.progress(order.run().dag(), order.attempt()).file();
    }

    /// Takes over what the server has.
    void begin(ArtifactStore artifacts, Begin begin) {
        line = begin.lines();
        String known = begin.checkpoint();
        Object value = known == null ? null : Json.read(known);
        if (value != null) {
            artifacts.checkpoint(order.run().dag(), order.attempt().key()).save(value);
            checkpointAt = Pulse.Signs.changed(checkpoint);
        }
    }

    /// Sends what has changed since the last call.
    void send() throws InterruptedException {
        LogSlice slice = logs.read(order.attempt(), offset, MOST_BYTES);
        while (slice.next() > offset) {
            link.log(new Lines(line, slice.text()));
            line += slice.text().chars().filter(c -> c == '\n').count();
            offset = slice.next();
            slice = logs.read(order.attempt(), offset, MOST_BYTES);
        }
        Instant saved = Pulse.Signs.changed(checkpoint);
        if (saved.isAfter(checkpointAt)) {
            checkpointAt = saved;
            send(checkpoint, link::checkpoint);
        }
        Instant said = Pulse.Signs.changed(progress);
        if (said.isAfter(progressAt)) {
            progressAt = said;
            send(progress, link::progress);
        }
    }

    /// Says something to the server.
    private interface Say {
        void text(String text) throws InterruptedException;
    }

    private static void send(Path file, Say say) throws InterruptedException {
        try {
            say.text(Files.readString(file));
        } catch (NoSuchFileException e) {
            System.getLogger(Mirror.class.getName()).log(System.Logger.Level.TRACE, "{0} is gone again", file);
        } catch (IOException e) {
            throw new DownbeatException(ErrorCode.INTERNAL, "cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    void remove() {
        try {
            for (Path file : List.of(logs.file(order.attempt()), checkpoint, progress)) {
                boolean ignored = Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.getLogger(Mirror.class.getName())
                    .log(System.Logger.Level.WARNING, "files of {0} are left: {1}", order.attempt(), e.getMessage());
        }
    }
}
