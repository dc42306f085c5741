@NullMarked
package dev.downbeat.testing;

import org.jspecify.annotations.NullMarked;
