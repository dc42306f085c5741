package dev.downbeat.sdk.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagId;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.VersionId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunTraceTest {
    private static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static RunSpec run(long id, Instant date, Map<String, @Nullable Object> trigger) {
        return new RunSpec(
                new RunId(id),
                new DagId("churn"),
                new VersionId(1),
                new Shard(0),
                new RunSpec.Cause(RunType.MANUAL, trigger),
                RunSpec.Interval.at(date),
                Map.of());
    }

    private static AttemptId attempt(String task, int number) {
        return new AttemptId(new TaskKey(new RunId(7), new TaskId(task), MapIndex.NONE), number);
    }

    @Test
    void ids_follow_from_the_run_and_the_attempt() {
        Instant date = Instant.parse("2026-03-01T06:00:00.123456789Z");
        RunTrace here = RunTrace.of(run(7, date, Map.of()));
        RunTrace there = RunTrace.of(run(7, Instant.parse("2026-03-01T06:00:00.123457Z"), Map.of()));

        assertThat(there).isEqualTo(here);
        assertThat(here.traceId()).matches("[0-9a-f]{32}");
        assertThat(here.parentSpan()).isEmpty();
        assertThat(here.span(attempt("a", 1)))
                .matches("[0-9a-f]{16}")
                .isEqualTo(there.span(attempt("a", 1)))
                .isNotEqualTo(here.waitSpan(attempt("a", 1)))
                .isNotEqualTo(here.span(attempt("a", 2)))
                .isNotEqualTo(here.span(attempt("b", 1)));
        assertThat(RunTrace.of(run(8, date, Map.of())).traceId()).isNotEqualTo(here.traceId());
        assertThat(here.traceparent(attempt("a", 1)))
                .isEqualTo("00-" + here.traceId() + "-" + here.span(attempt("a", 1)) + "-01");
    }

    @Test
    void the_trace_of_the_caller_goes_on() {
        RunTrace trace = RunTrace.of(run(7, Instant.EPOCH, Map.of(RunTrace.CAUSE, CALLER)));

        assertThat(trace.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(trace.parentSpan()).isEqualTo("00f067aa0ba902b7");
        assertThat(trace.sampled()).isTrue();
        assertThat(RunTrace.of(run(7, Instant.EPOCH, Map.of(RunTrace.CAUSE, CALLER.replaceFirst("01$", "00"))))
                        .traceparent(attempt("a", 1)))
                .endsWith("-00");
    }

    @Test
    void what_is_no_traceparent_counts_as_none() {
        for (String wrong : new String[] {
            "",
            "hello",
            CALLER.toUpperCase(java.util.Locale.ROOT),
            CALLER.replace("00f067aa0ba902b7", "0000000000000000"),
            CALLER.replace("4bf92f3577b34da6a3ce929d0e0e4736", "0".repeat(32)),
            "ff" + CALLER.substring(2),
            CALLER + "x"
        }) {
            assertThat(RunTrace.valid(wrong)).as(wrong).isEmpty();
            assertThat(RunTrace.of(run(7, Instant.EPOCH, Map.of(RunTrace.CAUSE, wrong))))
                    .isEqualTo(RunTrace.of(run(7, Instant.EPOCH, Map.of())));
        }
        assertThat(RunTrace.valid(CALLER)).contains(CALLER);
        assertThat(RunTrace.valid(null)).isEmpty();
    }
}
