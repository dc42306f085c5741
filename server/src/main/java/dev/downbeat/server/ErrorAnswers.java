package dev.downbeat.server;

import dev.downbeat.api.UnknownNameException;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// Turns whatever goes wrong in a request into a problem document.
@RestControllerAdvice
final class ErrorAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

    @ExceptionHandler
    ResponseEntity<ProblemDocument> downbeat(DownbeatException error) {
        ProblemDocument problem = ProblemDocument.of(error);
        if (problem.status() >= 500) {
            LOG.warn("a request could not be served: {}", error.text(), error);
        }
        return answer(problem, HttpHeaders.EMPTY);
    }

    /// All parameters that are not text are whole numbers.
    @ExceptionHandler
    ResponseEntity<ProblemDocument> wrongType(MethodArgumentTypeMismatchException error) {
        return bad("%s is '%s', which is not a whole number".formatted(error.getName(), error.getValue()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDocument> unreadable(HttpMessageNotReadableException error) {
        return switch (error.getCause()) {
            case UnrecognizedPropertyException unknown -> downbeat(unknownField(unknown));
            case JacksonException broken -> bad("the body is not what is expected: " + broken.getOriginalMessage());
            case null, default -> bad("the body is missing or cannot be read");
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDocument> noSuchPath(NoHandlerFoundException error) {
        return answer(
                ProblemDocument.of(
                        HttpStatus.NOT_FOUND,
                        ErrorCode.NOT_FOUND,
                        "there is nothing at %s; /docs shows what there is".formatted(error.getRequestURL())),
                HttpHeaders.EMPTY);
    }

    /// The framework's own errors know their status: method not allowed, media type not supported, …
    @ExceptionHandler
    ResponseEntity<ProblemDocument> any(Exception error, HttpServletRequest request) {
        if (error instanceof ErrorResponse known) {
            HttpStatus status = HttpStatus.valueOf(known.getStatusCode().value());
            String detail = Objects.requireNonNullElse(known.getBody().getDetail(), status.getReasonPhrase());
            return answer(ProblemDocument.of(status, ErrorCode.BAD_INPUT, detail), known.getHeaders());
        }
        LOG.error("{} {} failed; this is a fault of Downbeat", request.getMethod(), request.getRequestURI(), error);
        return answer(
                ProblemDocument.of(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        ErrorCode.INTERNAL,
                        "something went wrong in Downbeat; its log tells what"),
                HttpHeaders.EMPTY);
    }

    private static UnknownNameException unknownField(UnrecognizedPropertyException error) {
        Collection<Object> known = Objects.requireNonNullElse(error.getKnownPropertyIds(), List.of());
        String name = error.getPropertyName();
        return UnknownNameException.of(
                ErrorCode.BAD_INPUT,
                "unknown field '%s'".formatted(name),
                name,
                known.stream().map(String::valueOf).toList());
    }

    private static ResponseEntity<ProblemDocument> bad(String detail) {
        return answer(ProblemDocument.of(HttpStatus.BAD_REQUEST, ErrorCode.BAD_INPUT, detail), HttpHeaders.EMPTY);
    }

    private static ResponseEntity<ProblemDocument> answer(ProblemDocument problem, HttpHeaders headers) {
        return ResponseEntity.status(problem.status())
                .headers(headers)
                .contentType(MediaType.parseMediaType(ProblemDocument.MEDIA_TYPE))
                .body(problem);
    }
}
