/// Containers in which attempts are executed, one for each: what is asked of whatever makes them, and what is
/// seen of them. Each engine has a package of its own below, and is the only one that knows its library.
@NullMarked
package dev.downbeat.containers;

import org.jspecify.annotations.NullMarked;
