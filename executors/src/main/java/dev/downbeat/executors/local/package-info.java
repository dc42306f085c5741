/// Attempts in this process: a virtual thread for those that only wait, a platform thread for those that may
/// compute.
@NullMarked
package dev.downbeat.executors.local;

import org.jspecify.annotations.NullMarked;
