/// Finds out over what a mapped task is mapped when its turn has come.
@NullMarked
package dev.downbeat.executors.mapping;

import org.jspecify.annotations.NullMarked;
