/// What an operator is written against: [Operator] with its settings record, and the [TaskContext] it is
/// handed.
@NullMarked
package dev.downbeat.sdk.operator;

import org.jspecify.annotations.NullMarked;
