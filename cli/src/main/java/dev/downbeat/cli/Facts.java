package dev.downbeat.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names and values, one a line; those without a value are left out.
final class Facts {
    private Facts() {}

    static void print(Screen screen, Ink ink, Map<String, ? extends @Nullable Object> facts) {
        int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
        facts.forEach((name, value) -> {
            if (value != null && !String.valueOf(value).isEmpty()) {
                screen.print(ink.dim(Ink.pad(name, width)) + "  " + value);
            }
        });
    }
}
