package dev.downbeat.executors.attempt;

import dev.downbeat.decider.Outcome;
import dev.downbeat.executors.logs.AttemptLog;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Excerpt;
import dev.downbeat.model.Failure;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/// Makes of whatever a task threw a failure for people: one line, and behind it the stack trace and the end of
/// the log, both bounded. Masked is it where the attempt ends: see [Ended#masked].
public final class Failures {
    private static final int MAX_MESSAGE = 1_000;
    private static final int MAX_TRACE = 12_000;
    private static final int MAX_LOG = 8_000;
    private static final int LOG_LINES = 20;

    private static final String RUNNER = AttemptRunner.class.getName();

    private Failures() {}

    public static Outcome of(Throwable thrown, AttemptLog log) {
        return new Outcome.Failed(
                new Failure(code(thrown), oneLine(message(thrown)), detail(trace(thrown), log)), retryable(thrown));
    }

    /// The detail of a failure: a trace (may be empty) and the last lines of the log.
    public static String detail(String trace, AttemptLog log) {
        List<String> lines = log.tail(LOG_LINES);
        String end = String.join("\n", lines);
        String shownEnd = end.length() > MAX_LOG ? "… " + end.substring(end.length() - MAX_LOG) : end;
        String shownTrace = Excerpt.of(trace, MAX_TRACE);
        String logPart = lines.isEmpty() ? "" : "last lines of the log:\n" + shownEnd + "\n";
        return shownTrace.isEmpty() || logPart.isEmpty() ? shownTrace + logPart : shownTrace + "\n" + logPart;
    }

    private static String message(Throwable thrown) {
        return switch (thrown) {
            case DownbeatException e -> e.text();
            case OutOfMemoryError e ->
                "the task ran out of memory (%s; the heap has %d MiB): give the process more, or run the task"
                                .formatted(e.getMessage(), Runtime.getRuntime().maxMemory() >> 20)
                        + " in a process of its own";
            case StackOverflowError e -> "the task's stack overflowed: endless recursion, or one too deep";
            case LinkageError e -> "the task's code does not fit together: " + named(e);
            default -> named(thrown);
        };
    }

    private static String named(Throwable thrown) {
        String message = thrown.getMessage();
        String name = thrown.getClass().getSimpleName();
        return message == null || message.isBlank() ? name : name + ": " + message;
    }

    static String oneLine(String text) {
        String line = text.strip()
                .lines()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .collect(java.util.stream.Collectors.joining(" "));
        return Excerpt.of(line, MAX_MESSAGE);
    }

    private static ErrorCode code(Throwable thrown) {
        return thrown instanceof DownbeatException e ? e.code() : ErrorCode.TASK_FAILED;
    }

    private static boolean retryable(Throwable thrown) {
        return switch (thrown) {
            case TaskFailedException e -> e.canRetry();
            case DownbeatException e -> canHelp(e.code());
            case LinkageError e -> false;
            default -> true;
        };
    }

    /// Whether another try may go better when nobody changes anything.
    private static boolean canHelp(ErrorCode code) {
        return switch (code) {
            case BAD_INPUT, BAD_DAG, BAD_TEMPLATE, NOT_FOUND, CONFLICT, CANCELLED -> false;
            case TASK_FAILED,
                    EMPTY_DATA,
                    TASK_TIMEOUT,
                    RUN_TIMEOUT,
                    TASK_LOST,
                    LIMIT_EXCEEDED,
                    DATABASE,
                    EXTERNAL_SERVICE,
                    INTERNAL -> true;
        };
    }

    /// Without the frames of the runner below the operator, which say nothing about the task.
    private static String trace(Throwable thrown) {
        if (thrown instanceof DownbeatException && thrown.getCause() == null) {
            return ""; // the message says it all: it was written for people
        }
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        var kept = new StringBuilder();
        boolean below = false;
        for (String line : (Iterable<String>) text.toString().lines()::iterator) {
            if (!line.startsWith("\t")) {
                below = false; // the next cause
            } else if (!below && line.contains(RUNNER)) {
                below = true;
                kept.append("\t…\n");
            }
            if (!below) {
                kept.append(line).append('\n');
            }
        }
        return kept.toString();
    }

    /// Where a thread stood, for a timeout.
    static String trace(StackTraceElement[] frames) {
        var text = new StringBuilder("when it was told to stop, it stood at\n");
        for (StackTraceElement frame : frames) {
            if (frame.getClassName().startsWith(RUNNER)) {
                break;
            }
            text.append("\tat ").append(frame).append('\n');
        }
        return text.toString();
    }
}
