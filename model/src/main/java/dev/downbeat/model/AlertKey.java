package dev.downbeat.model;

import org.jspecify.annotations.Nullable;

/// What one alert is about and whom it goes to. The same thing has the same key, however often it is written.
///
/// @param task     null for the run itself
/// @param index    of the task instance; of a mapped task whose alerts are told together, the first one
/// @param occasion tells things apart that can happen to a task instance or a run several times
/// @param notifier the place in the list of the event's notifiers
public record AlertKey(
        RunId run, @Nullable TaskId task, MapIndex index, long occasion, AlertEvent event, int notifier) {}
