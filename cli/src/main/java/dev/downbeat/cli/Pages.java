package dev.downbeat.cli;

import dev.downbeat.api.Views.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads lists page by page.
final class Pages {
    private Pages() {}

    static <T> List<T> all(Function<Optional<String>, Page<T>> read) {
        return some(Integer.MAX_VALUE, read);
    }

    /// The first ones, at most so many.
    static <T> List<T> some(int limit, Function<Optional<String>, Page<T>> read) {
        var items = new ArrayList<T>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<T> page = read.apply(cursor);
            items.addAll(page.items());
            cursor = Optional.ofNullable(page.nextCursor());
        } while (cursor.isPresent() && items.size() < limit);
        return items.size() > limit ? List.copyOf(items.subList(0, limit)) : items;
    }
}
