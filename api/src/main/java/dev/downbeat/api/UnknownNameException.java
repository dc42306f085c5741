package dev.downbeat.api;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A name (of a DAG, a task, a field, a state) that is not known, with the known one nearest to it.
public final class UnknownNameException extends DownbeatException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String nearest;

    public UnknownNameException(ErrorCode code, String message, @Nullable String nearest) {
        super(code, message);
        this.nearest = nearest;
    }

    /// @param what the kind of name and the name: `there is no DAG 'chrun'`
    public static UnknownNameException of(ErrorCode code, String what, String wrong, Collection<String> known) {
        return new UnknownNameException(
                code,
                what + Nearest.hint(wrong, known),
                Nearest.to(wrong, known).orElse(null));
    }

    public Optional<String> nearest() {
        return Optional.ofNullable(nearest);
    }
}
