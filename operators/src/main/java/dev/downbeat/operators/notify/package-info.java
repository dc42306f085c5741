/// Operators that tell people of something: as notifiers under `on_failure` and the like, or as tasks.
@NullMarked
package dev.downbeat.operators.notify;

import org.jspecify.annotations.NullMarked;
