package dev.downbeat.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.downbeat.api.UnknownNameException;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// An error as RFC 9457 defines it.
///
/// @param code    one of [ErrorCode]
/// @param nearest the known name nearest to the one that is not known
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProblemDocument(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @Nullable String nearest) {
    static final String MEDIA_TYPE = "application/problem+json";

    static ProblemDocument of(HttpStatus status, ErrorCode code, String detail) {
        return new ProblemDocument("about:blank", status.getReasonPhrase(), status.value(), detail, code.name(), null);
    }

    static ProblemDocument of(DownbeatException error) {
        HttpStatus status = status(error.code());
        String nearest = error instanceof UnknownNameException unknown
                ? unknown.nearest().orElse(null)
                : null;
        return new ProblemDocument(
                "about:blank",
                status.getReasonPhrase(),
                status.value(),
                error.text(),
                error.code().name(),
                nearest);
    }

    private static HttpStatus status(ErrorCode code) {
        return switch (code) {
            case BAD_INPUT, BAD_DAG, BAD_TEMPLATE -> HttpStatus.BAD_REQUEST;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case CONFLICT, TASK_FAILED, EMPTY_DATA, TASK_TIMEOUT, RUN_TIMEOUT, CANCELLED -> HttpStatus.CONFLICT;
            case TASK_LOST, LIMIT_EXCEEDED, DATABASE -> HttpStatus.SERVICE_UNAVAILABLE;
            case EXTERNAL_SERVICE -> HttpStatus.BAD_GATEWAY;
            case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }
}
