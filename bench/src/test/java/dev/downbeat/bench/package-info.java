@NullMarked
package dev.downbeat.bench;

import org.jspecify.annotations.NullMarked;
