package dev.downbeat.templates;

import com.hubspot.jinjava.util.HasObjectTruthValue;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.function.Supplier;

/// Stands for a name that is not there.
///
/// `is defined` and `default` may look at it; whatever else touches it gets the error that names it. It is a
/// collection, so that code that knows nothing of it (a Jinjava filter that iterates, `in`) fails as well
/// instead
/// of taking it for an object.
final class Missing extends AbstractCollection<Object> implements HasObjectTruthValue {
    private static final int SHOWN = 12;

    private final Supplier<String> message;

    private Missing(Supplier<String> message) {
        this.message = message;
    }

    /// `key` is none of `known` in what `owner` names; an empty owner means the top level.
    static Missing key(String owner, String key, Supplier<? extends Collection<String>> known) {
        return new Missing(() -> {
            String path = owner.isEmpty() ? key : owner + "." + key;
            var names = known.get();
            var near = Nearest.to(key, names);
            if (near.isPresent()) {
                return "'%s' is not there: did you mean '%s'?".formatted(path, near.get());
            }
            boolean few = !names.isEmpty() && names.size() <= SHOWN;
            return "'%s' is not there%s".formatted(path, few ? "; there is " + String.join(", ", names) : "");
        });
    }

    static Missing because(String message) {
        return new Missing(() -> message);
    }

    DownbeatException error() {
        return new DownbeatException(ErrorCode.BAD_TEMPLATE, message.get());
    }

    @Override
    public boolean getObjectTruthValue() {
        throw error();
    }

    @Override
    public Iterator<Object> iterator() {
        throw error();
    }

    @Override
    public int size() {
        throw error();
    }

    @Override
    public String toString() {
        throw error();
    }
}
