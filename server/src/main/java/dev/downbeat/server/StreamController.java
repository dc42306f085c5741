package dev.downbeat.server;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.LogChunk;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.TaskQuery;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.TaskState;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Server-sent events: what changes while a client watches.
@RestController
@RequestMapping(path = "/api/v1/runs/{run}", produces = "text/event-stream")
final class StreamController {
    private static final Duration LOG_PACE = Duration.ofMillis(200);
    private static final int LOG_BYTES = 64 * 1024;

    private final DownbeatApi api;
    private final EventStreams streams;

    StreamController(DownbeatApi api, EventStreams streams) {
        this.api = api;
        this.streams = streams;
    }

    @GetMapping("/events")
    @Says(
            value = "The run, each time something of it changed, as events called run; ends when the run has ended.",
            gives = RunDetail.class)
    void events(
            @PathVariable long run,
            @RequestHeader(name = "Last-Event-ID", defaultValue = "")
                    @Says("Of the last event that was seen: it is not sent again.")
                    String lastEventId,
            HttpServletResponse response) {
        String seen = lastEventId.isEmpty() ? "" : Long.toString(Position.number(lastEventId));
        api.run(run);
        streams.serve(response, stream -> {
            var latest = new AtomicReference<@Nullable RunDetail>();
            try (var _ = api.follow(run, now -> {
                latest.set(now);
                stream.wake();
            })) {
                send(stream, latest, seen);
            }
        });
    }

    private static void send(EventStream stream, AtomicReference<@Nullable RunDetail> latest, String seen)
            throws IOException, InterruptedException {
        boolean ended = false;
        boolean first = true;
        while (!ended && stream.await(EventStream.HEARTBEAT)) {
            RunDetail now = latest.getAndSet(null);
            if (now != null) {
                ended = DagRunState.of(now.summary().state()).terminal();
                String id = Long.toString(now.seq());
                // what comes later with the same number has something new to show: how far a task is
                if (ended || !first || !id.equals(seen)) {
                    stream.send(id, "run", now);
                }
                first = false;
            }
        }
    }

    @GetMapping("/tasks/{task}/log/stream")
    @Says(
            value =
                    "The log of a task instance while it grows, attempt after attempt, as events called log; ends when the"
                            + " task instance has ended.",
            gives = LogChunk.class)
    void log(
            @PathVariable long run,
            @PathVariable String task,
            @RequestParam(defaultValue = "-1") @Says("The map index; -1 when not mapped.") int index,
            @RequestParam(defaultValue = "0") @Says("This attempt only; 0 for the newest and all after it.")
                    int attempt,
            @RequestHeader(name = "Last-Event-ID", defaultValue = "")
                    @Says("Of the last event that was seen: the log goes on from there.")
                    String lastEventId,
            HttpServletResponse response) {
        Position start = Position.read(lastEventId, attempt);
        api.log(run, task, index, start.attempt(), start.offset(), 1);
        streams.serve(response, stream -> {
            Position at = start;
            boolean more = true;
            while (more) {
                LogChunk chunk = api.log(run, task, index, at.attempt(), at.offset(), LOG_BYTES);
                if (!chunk.text().isEmpty() || chunk.complete()) {
                    stream.send(chunk.attempt() + ":" + chunk.next(), "log", chunk);
                }
                Optional<Position> next = next(run, task, index, attempt, chunk);
                boolean idle = chunk.text().isEmpty();
                more = next.isPresent() && (!idle || stream.await(LOG_PACE));
                at = next.orElse(at);
            }
        });
    }

    /// Where to read on; empty when nothing will follow.
    private Optional<Position> next(long run, String task, int index, int asked, LogChunk chunk) {
        if (!chunk.complete()) {
            return Optional.of(new Position(chunk.attempt(), chunk.next()));
        }
        if (asked > 0 || ended(run, task, index)) {
            LogChunk newest = api.log(run, task, index, 0, 0, 1);
            return asked == 0 && newest.attempt() > chunk.attempt()
                    ? Optional.of(new Position(newest.attempt(), 0))
                    : Optional.empty();
        }
        return Optional.of(new Position(chunk.attempt(), chunk.next()));
    }

    private boolean ended(long run, String task, int index) {
        var query = new TaskQuery(Optional.empty(), Optional.of(task), Optional.empty(), 1_000);
        return api.tasks(run, query).items().stream()
                .filter(instance -> instance.mapIndex() == index)
                .allMatch(instance -> TaskState.of(instance.state()).terminal());
    }

    /// A place in the logs of a task instance; as an event's id `attempt:offset`.
    private record Position(int attempt, long offset) {
        static Position read(String lastEventId, int attempt) {
            if (lastEventId.isEmpty()) {
                return new Position(attempt, 0);
            }
            String[] parts = lastEventId.split(":", -1);
            if (parts.length != 2) {
                throw bad(lastEventId);
            }
            return new Position((int) number(parts[0]), number(parts[1]));
        }

        static long number(String text) {
            try {
                return Long.parseUnsignedLong(text);
            } catch (NumberFormatException e) {
                throw bad(text);
            }
        }

        private static DownbeatException bad(String id) {
            return new DownbeatException(ErrorCode.BAD_INPUT, "'%s' is not the id of an event here".formatted(id));
        }
    }
}
