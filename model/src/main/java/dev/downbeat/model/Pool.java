package dev.downbeat.model;

import java.util.regex.Pattern;

/// Slots that tasks of any DAG share; a task takes some of them while it is queued or running.
///
/// @param includeDeferred whether a deferred task keeps its slots
public record Pool(String name, int slots, boolean includeDeferred, String description) {
    public static final int DEFAULT_SLOTS = 128;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,200}");

    public Pool {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "pool name '%s' is not allowed: use letters, digits, '_', '.' and '-', at most 200"
                            .formatted(name));
        }
        if (slots < 0) {
            throw new IllegalArgumentException("a pool has 0 slots or more, '%s' was given %d".formatted(name, slots));
        }
    }
}
