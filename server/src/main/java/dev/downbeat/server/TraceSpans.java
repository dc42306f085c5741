package dev.downbeat.server;

import com.google.protobuf.ByteString;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.Failure;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.sdk.operator.RunTrace;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a journal entry tells of, as spans: the run, and of each attempt that began its wait in the queue
/// and itself.
final class TraceSpans {
    private TraceSpans() {}

    /// Whether there is anything to tell of. Asked on the engine's thread.
    static boolean tells(JournalEntry entry) {
        return switch (entry) {
            case JournalEntry.RunMoved moved -> moved.state().terminal() && moved.startedAt() != null;
            case JournalEntry.TaskMoved moved ->
                moved.instance().state().terminal() && moved.instance().times().startedAt() != null;
            case JournalEntry.AttemptKept kept -> kept.instance().times().startedAt() != null;
            default -> false;
        };
    }

    static List<Span> of(JournalEntry entry, RunSpec run) {
        RunTrace trace = RunTrace.of(run);
        if (!trace.sampled()) {
            return List.of();
        }
        return switch (entry) {
            case JournalEntry.RunMoved moved -> List.of(run(moved, run, trace));
            case JournalEntry.TaskMoved moved ->
                attempt(
                        new Told(
                                moved.key(),
                                moved.instance(),
                                moved.instance().state().word(),
                                null),
                        run,
                        trace);
            case JournalEntry.AttemptKept kept ->
                attempt(new Told(kept.key(), kept.instance(), kept.outcome(), kept.endedAt()), run, trace);
            default -> List.of();
        };
    }

    /// An attempt as an entry tells of it.
    private record Told(
            TaskKey key,
            TaskInstance task,
            String outcome,
            @Nullable Instant endedAt) {}

    private static Span run(JournalEntry.RunMoved moved, RunSpec run, RunTrace trace) {
        var span = span(trace, trace.runSpan(), trace.parentSpan())
                .setName("run " + run.dag())
                .addAttributes(text("downbeat.dag", run.dag().value()))
                .addAttributes(number("downbeat.run", run.id().value()))
                .addAttributes(text("downbeat.type", run.type().word()))
                .addAttributes(text(
                        "downbeat.logical_date", run.interval().logicalDate().toString()))
                .addAttributes(text("downbeat.state", moved.state().word()));
        times(span, moved.startedAt(), moved.endedAt());
        status(span, moved.state() == DagRunState.FAILED, moved.failure());
        return span.build();
    }

    private static List<Span> attempt(Told told, RunSpec run, RunTrace trace) {
        TaskInstance task = told.task();
        var attempt = new AttemptId(told.key(), task.attempt());
        var spans = new ArrayList<Span>();
        if (task.times().queuedAt() != null) {
            var wait = task(span(trace, trace.waitSpan(attempt), trace.runSpan()), told, run)
                    .setName("wait " + told.key().task());
            times(wait, task.times().queuedAt(), task.times().startedAt());
            spans.add(wait.build());
        }
        var span = task(span(trace, trace.span(attempt), trace.runSpan()), told, run)
                .setName(told.key().task().value())
                .addAttributes(text("downbeat.state", told.outcome()));
        Instant end = told.endedAt() == null ? task.times().endedAt() : told.endedAt();
        times(span, task.times().startedAt(), end);
        boolean failed = !told.outcome().equals("success") && !told.outcome().equals("skipped");
        status(span, failed, task.failure());
        spans.add(span.build());
        return spans;
    }

    private static Span.Builder task(Span.Builder span, Told told, RunSpec run) {
        return span.addAttributes(text("downbeat.dag", run.dag().value()))
                .addAttributes(number("downbeat.run", run.id().value()))
                .addAttributes(text("downbeat.task", told.key().task().value()))
                .addAttributes(number("downbeat.map_index", told.key().index().value()))
                .addAttributes(number("downbeat.attempt", told.task().attempt()))
                .addAttributes(number("downbeat.try", told.task().tryNumber()));
    }

    private static Span.Builder span(RunTrace trace, String id, String parent) {
        return Span.newBuilder()
                .setTraceId(ByteString.fromHex(trace.traceId()))
                .setSpanId(ByteString.fromHex(id))
                .setParentSpanId(ByteString.fromHex(parent))
                .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
                .setFlags(1);
    }

    private static void times(Span.Builder span, @Nullable Instant start, @Nullable Instant end) {
        Instant from = start == null ? Instant.EPOCH : start;
        span.setStartTimeUnixNano(nanos(from));
        span.setEndTimeUnixNano(nanos(end == null || end.isBefore(from) ? from : end));
    }

    private static long nanos(Instant moment) {
        return TimeUnit.SECONDS.toNanos(moment.getEpochSecond()) + moment.getNano();
    }

    private static void status(Span.Builder span, boolean failed, @Nullable Failure failure) {
        if (failed) {
            span.setStatus(Status.newBuilder()
                    .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                    .setMessage(failure == null ? "" : failure.message()));
        }
    }

    static KeyValue text(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static KeyValue number(String key, long value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setIntValue(value))
                .build();
    }
}
