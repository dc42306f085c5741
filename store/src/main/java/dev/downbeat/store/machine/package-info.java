/// What stands below the store: the processes of this machine, and what goes wrong with disks, programs and
/// databases, told so that a person knows what to do.
@NullMarked
package dev.downbeat.store.machine;

import org.jspecify.annotations.NullMarked;
