@NullMarked
package dev.downbeat.store.runs;

import org.jspecify.annotations.NullMarked;
