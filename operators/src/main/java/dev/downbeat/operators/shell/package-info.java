/// Shell commands as tasks. What a task started ends with it: see [dev.downbeat.operators.process].
@NullMarked
package dev.downbeat.operators.shell;

import org.jspecify.annotations.NullMarked;
