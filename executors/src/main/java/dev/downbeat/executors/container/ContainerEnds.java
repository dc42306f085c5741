package dev.downbeat.executors.container;

import dev.downbeat.containers.Sighting.Phase;
import dev.downbeat.decider.Outcome;
import dev.downbeat.model.ContainerSpec;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What follows from the end of a container whose attempt did not report one.
final class ContainerEnds {
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;

    private ContainerEnds() {}

    /// Whoever was killed from outside is lost, and done again without using a retry up; what the attempt, or
    /// what it asks for, brought about itself is its failure.
    ///
    /// @param lastWords what its container wrote last
    static Outcome of(Phase.Ended end, @Nullable ContainerSpec spec, List<String> lastWords) {
        return switch (end.cause()) {
            case EVICTED -> new Outcome.Lost("its container was evicted: " + end.why());
            case NODE_LOST -> new Outcome.Lost("the machine of its container was lost: " + end.why());
            case OUT_OF_MEMORY -> failed(ErrorCode.LIMIT_EXCEEDED, outOfMemory(spec), lastWords);
            case IMAGE -> failed(ErrorCode.EXTERNAL_SERVICE, "its image cannot be had: " + end.why(), lastWords);
            case NOT_STARTED ->
                failed(ErrorCode.TASK_FAILED, "its container could not be started: " + end.why(), lastWords);
            case EXITED -> exited(end, lastWords);
        };
    }

    private static Outcome exited(Phase.Ended end, List<String> lastWords) {
        if (end.exitCode() == KILLED || end.exitCode() == TERMINATED) {
            return new Outcome.Lost("its container was killed (exit code %d)".formatted(end.exitCode()));
        }
        return failed(
                ErrorCode.TASK_FAILED,
                "its container ended with exit code %d, without a word of the task's end".formatted(end.exitCode()),
                lastWords);
    }

    private static String outOfMemory(@Nullable ContainerSpec spec) {
        Long limit = spec == null ? null : spec.size().memory();
        String least = limit == null ? "" : " than its %d MiB".formatted(limit >> 20);
        return "it took more memory%s and was killed: raise container.memory, or let the task need less"
                .formatted(least);
    }

    private static Outcome failed(ErrorCode code, String message, List<String> lastWords) {
        String detail =
                lastWords.isEmpty() ? "" : "last lines of its container:\n" + String.join("\n", lastWords) + "\n";
        return new Outcome.Failed(new Failure(code, message, detail), true);
    }
}
