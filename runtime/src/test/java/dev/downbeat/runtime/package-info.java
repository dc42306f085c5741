@NullMarked
package dev.downbeat.runtime;

import org.jspecify.annotations.NullMarked;
