/// Attempts at workers, in a real database.
@NullMarked
package dev.downbeat.store.remote;

import org.jspecify.annotations.NullMarked;
