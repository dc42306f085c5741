/// Operators that do no work of their own and only say which way a run goes on.
@NullMarked
package dev.downbeat.operators.flow;

import org.jspecify.annotations.NullMarked;
