package dev.downbeat.executors.attempt;

import dev.downbeat.model.TaskSpec;
import dev.downbeat.sdk.operator.Operator;
import org.jspecify.annotations.Nullable;

/// What is the same for all attempts of a task of one DAG version.
///
/// @param fixed          the settings, when there is no template in them
/// @param hasExpressions some settings are not to be rendered
record TaskPlan(
        TaskSpec task, Operator<?> operator, @Nullable Prepared fixed, boolean hasExpressions) {}
