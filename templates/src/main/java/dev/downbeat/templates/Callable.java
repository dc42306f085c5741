package dev.downbeat.templates;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A macro that the template defines.
@FunctionalInterface
interface Callable {
    @Nullable
    Object call(List<@Nullable Object> positional, Map<String, @Nullable Object> named);
}
