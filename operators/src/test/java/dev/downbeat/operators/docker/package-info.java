/// Tests of the operator `docker`, by a real engine.
@NullMarked
package dev.downbeat.operators.docker;

import org.jspecify.annotations.NullMarked;
