@NullMarked
package dev.downbeat.store.journal;

import org.jspecify.annotations.NullMarked;
