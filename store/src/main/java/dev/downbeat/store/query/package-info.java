/// The read models behind the API: each question is one SQL statement over the engine's tables, whatever the
/// number of rows, and every list is paged by key, so that the last page costs what the first one does. Nothing
/// here writes.
@NullMarked
package dev.downbeat.store.query;

import org.jspecify.annotations.NullMarked;
