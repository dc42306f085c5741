package dev.downbeat.decider;

import java.util.List;

/// What follows from an event.
///
/// @param next    the run's state from now on
/// @param changes in the order in which they happened; empty when the event meant nothing (a late result)
public record Decision(RunState next, List<Change> changes, List<Effect> effects) {}
