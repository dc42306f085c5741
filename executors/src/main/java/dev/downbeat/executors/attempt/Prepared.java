package dev.downbeat.executors.attempt;

import dev.downbeat.sdk.operator.SensorOptions;
import org.jspecify.annotations.Nullable;

/// An operator's settings, rendered and checked.
///
/// @param options how a sensor waits; null for other operators
record Prepared(Record settings, @Nullable SensorOptions options) {}
