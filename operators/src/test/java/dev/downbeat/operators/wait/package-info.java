@NullMarked
package dev.downbeat.operators.wait;

import org.jspecify.annotations.NullMarked;
