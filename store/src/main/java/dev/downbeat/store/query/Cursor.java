package dev.downbeat.store.query;

import dev.downbeat.api.Views.Page;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The key of the last row of a page, opaque to callers: what kind of list it belongs to, then the key's
/// parts.
record Cursor(List<String> key) {
    private static final String SEPARATOR = "\n";

    Cursor {
        key = List.copyOf(key);
    }

    /// @throws DownbeatException BAD_INPUT when the text is no cursor of this kind of list
    static Optional<Cursor> read(String kind, Optional<String> text, int parts) {
        return text.map(opaque -> {
            List<String> key = decode(opaque);
            if (key.size() != parts + 1 || !key.getFirst().equals(kind)) {
                throw bad(opaque);
            }
            return new Cursor(key.subList(1, key.size()));
        });
    }

    String write(String kind) {
        String text = kind + SEPARATOR + String.join(SEPARATOR, key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    String text(int part) {
        return key.get(part);
    }

    long number(int part) {
        try {
            return Long.parseLong(key.get(part));
        } catch (NumberFormatException e) {
            throw bad(String.join(SEPARATOR, key));
        }
    }

    /// @throws DownbeatException BAD_INPUT when the limit is out of bounds
    static void checkLimit(int limit) {
        if (limit < 1 || limit > Page.MAX_LIMIT) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "limit is %d, allowed is 1 to %d".formatted(limit, Page.MAX_LIMIT));
        }
    }

    /// A page out of up to `limit + 1` rows: the surplus row only tells that there is more.
    static <R, T> Page<T> page(
            String kind, List<R> rows, int limit, Function<R, List<String>> key, Function<R, T> view) {
        List<R> shown = rows.subList(0, Math.min(limit, rows.size()));
        String next = rows.size() > limit ? new Cursor(key.apply(shown.getLast())).write(kind) : null;
        return new Page<>(shown.stream().map(view).toList(), next);
    }

    private static List<String> decode(String opaque) {
        try {
            return List.of(
                    new String(Base64.getUrlDecoder().decode(opaque), StandardCharsets.UTF_8).split(SEPARATOR, -1));
        } catch (IllegalArgumentException e) {
            throw bad(opaque);
        }
    }

    private static DownbeatException bad(String text) {
        return new DownbeatException(
                ErrorCode.BAD_INPUT,
                "'%s' is not a cursor of this list: take next_cursor of the page before".formatted(text));
    }
}
