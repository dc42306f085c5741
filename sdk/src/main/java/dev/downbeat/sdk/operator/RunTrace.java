package dev.downbeat.sdk.operator;

import dev.downbeat.model.AttemptId;
import dev.downbeat.model.RunSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The trace of a run, by the W3C's Trace Context. All ids follow from the run and its attempts, so that
/// whatever server tells of a part of it, the parts join.
///
/// @param traceId    32 hex digits: of the caller that started the run, when it named one
/// @param runSpan    16 hex digits
/// @param parentSpan of the caller; empty when there is none
/// @param sampled    whether it is to be told of
public record RunTrace(String traceId, String runSpan, String parentSpan, boolean sampled) {
    /// Under which name a run's cause holds the caller's `traceparent`.
    public static final String CAUSE = "traceparent";

    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final int SAMPLED = 1;
    private static final int TRACE_DIGITS = 32;
    private static final int SPAN_DIGITS = 16;

    public static RunTrace of(RunSpec run) {
        // by milliseconds: the store keeps no nanoseconds
        String name = "downbeat/%s/%s/%d"
                .formatted(run.dag(), run.id(), run.interval().logicalDate().toEpochMilli());
        String own = hash("trace/" + name, TRACE_DIGITS);
        String caller = valid(run.cause().trigger().get(CAUSE)).orElse("");
        Matcher parts = TRACEPARENT.matcher(caller);
        String span = hash("run/" + name, SPAN_DIGITS);
        return parts.matches()
                ? new RunTrace(
                        parts.group(1),
                        span,
                        parts.group(2),
                        (Integer.parseInt(parts.group(3), 16) & SAMPLED) == SAMPLED)
                : new RunTrace(own, span, "", true);
    }

    /// The text when it is a `traceparent`; one that is not counts as none.
    public static Optional<String> valid(@Nullable Object text) {
        return text instanceof String header && TRACEPARENT.matcher(header).matches()
                ? Optional.of(header)
                : Optional.empty();
    }

    /// Of an attempt's execution.
    public String span(AttemptId attempt) {
        return hash("attempt/" + runSpan + "/" + attempt, SPAN_DIGITS);
    }

    /// Of its wait in the queue.
    public String waitSpan(AttemptId attempt) {
        return hash("wait/" + runSpan + "/" + attempt, SPAN_DIGITS);
    }

    /// For what an attempt calls.
    public String traceparent(AttemptId attempt) {
        return "00-%s-%s-%s".formatted(traceId, span(attempt), sampled ? "01" : "00");
    }

    private static String hash(String text, int digits) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, digits);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
