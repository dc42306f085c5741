/// Tests of the java operator.
@NullMarked
package dev.downbeat.operators.java;

import org.jspecify.annotations.NullMarked;
