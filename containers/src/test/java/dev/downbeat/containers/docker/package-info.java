/// Tests of what is asked of Docker engines, by a real one.
@NullMarked
package dev.downbeat.containers.docker;

import org.jspecify.annotations.NullMarked;
