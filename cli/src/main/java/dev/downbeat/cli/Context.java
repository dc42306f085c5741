package dev.downbeat.cli;

import dev.downbeat.sdk.json.Json;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What every command works with.
record Context(Platform platform, Screen screen, Options options) {
    Ink ink() {
        return new Ink(screen.terminal() && options.colour());
    }

    boolean json() {
        return options.format == Options.Format.JSON;
    }

    /// Data: as JSON, or as a table with a message in place of an empty one.
    void show(@Nullable Object data, Supplier<Table> table, String whenEmpty) {
        if (json()) {
            screen.print(Json.pretty(data));
            return;
        }
        Table rows = table.get();
        if (rows.isEmpty()) {
            screen.say(whenEmpty);
        } else {
            rows.print(screen, ink());
        }
    }
}
