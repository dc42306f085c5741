package dev.downbeat.containers.docker;

import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.downbeat.sdk.json.Json;
import java.io.IOException;
import java.util.Map;
import tools.jackson.core.JacksonException;

/// The engine did not do what it was asked; the message says why, for people.
public final class DockerTrouble extends Exception {
    private static final long serialVersionUID = 1L;

    /// What to make of it.
    public enum Kind {
        /// Nobody answers at its address.
        AWAY,
        /// It has too much to do, or lets nobody in for now.
        BUSY,
        /// There is no such container, network or image.
        NOT_FOUND,
        /// The name is taken, or the container is in a state in which this cannot be.
        CONFLICT,
        /// No registry has the image, or not for us.
        NO_IMAGE,
        /// The image could not be fetched this time.
        NOT_FETCHED,
        /// It will not do that.
        REFUSED
    }

    private final Kind kind;

    DockerTrouble(Kind kind, String why, Throwable cause) {
        super(why, cause);
        this.kind = kind;
    }

    DockerTrouble(Kind kind, String why) {
        super(why);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// What the library threw, in our words.
    static DockerTrouble of(Throwable e, DockerAddress address) {
        return switch (e) {
            case NotFoundException _ -> new DockerTrouble(Kind.NOT_FOUND, said(e), e);
            case ConflictException _ -> new DockerTrouble(Kind.CONFLICT, said(e), e);
            case BadRequestException _ -> new DockerTrouble(Kind.REFUSED, said(e), e);
            case DockerException answer
            when answer.getHttpStatus() == 503 || answer.getHttpStatus() == 429 ->
                new DockerTrouble(Kind.BUSY, said(e), e);
            case DockerException _ -> new DockerTrouble(Kind.REFUSED, said(e), e);
            default -> unanswered(e, address);
        };
    }

    private static DockerTrouble unanswered(Throwable e, DockerAddress address) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException io) {
                return new DockerTrouble(
                        Kind.AWAY, "no Docker engine answers at %s: %s".formatted(address, reason(io)), e);
            }
        }
        return new DockerTrouble(Kind.REFUSED, reason(e), e);
    }

    private static String reason(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    /// The engine's own words: what stands in `message` of its answer.
    static String said(Throwable e) {
        String text = reason(e).replaceFirst("^Status \\d+: ", "").strip();
        try {
            if (text.startsWith("{")
                    && Json.read(text) instanceof Map<?, ?> answer
                    && answer.get("message") instanceof String message) {
                return message.strip();
            }
        } catch (JacksonException _) {
            // No JSON: it speaks for itself.
            return text;
        }
        return text;
    }
}
