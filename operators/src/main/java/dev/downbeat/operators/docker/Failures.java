package dev.downbeat.operators.docker;

import dev.downbeat.containers.docker.DockerContainer.Status;
import dev.downbeat.containers.docker.DockerTrouble;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.operators.process.Exit;
import dev.downbeat.sdk.operator.TaskFailedException;

/// What fails, for people.
final class Failures {
    private static final String START_ONE = "; start one ('systemctl start docker', or Podman's by 'systemctl --user "
            + "start podman.socket'), or say by 'host' or DOCKER_HOST where it is";

    private Failures() {}

    static TaskFailedException of(DockerTrouble e) {
        String why = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case AWAY -> TaskFailedException.retryable(ErrorCode.EXTERNAL_SERVICE, why + START_ONE, e);
            case BUSY -> TaskFailedException.retryable(ErrorCode.EXTERNAL_SERVICE, "the engine is busy: " + why, e);
            case NOT_FETCHED -> TaskFailedException.retryable(ErrorCode.EXTERNAL_SERVICE, why, e);
            case REFUSED -> TaskFailedException.retryable(ErrorCode.EXTERNAL_SERVICE, "the engine refuses: " + why, e);
            case NO_IMAGE, NOT_FOUND -> TaskFailedException.terminal(ErrorCode.NOT_FOUND, why, e);
            case CONFLICT -> TaskFailedException.terminal(ErrorCode.CONFLICT, why, e);
        };
    }

    static TaskFailedException ofMemory(Status.Ended ended) {
        String raise = ended.memory() > 0 ? "; raise 'memory'" : "; give the machine more, or bound it by 'memory'";
        return TaskFailedException.retryable(ErrorCode.LIMIT_EXCEEDED, ended.memoryStory() + raise, null)
                .withExitCode(ended.exitCode());
    }

    static TaskFailedException of(Exit exit, boolean retry) {
        TaskFailedException failure =
                retry ? TaskFailedException.retryable(exit.message()) : TaskFailedException.terminal(exit.message());
        return failure.withExitCode(exit.code());
    }
}
