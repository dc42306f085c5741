/// The engine's ports on PostgreSQL: the journal, what is read back from it, and the leases on shards.
///
/// Why a scheduler that was paused or cut off cannot write after another took over: every commit of the
/// journal takes a share lock on the scheduler's row, and only while that row is not fenced. Whoever takes
/// over fences the row first, in the transaction in which it takes the shards. So either a commit came
/// first, and the fencing waits for its end and the new owner reads what it wrote; or the fencing came
/// first, and the commit finds no row and writes nothing. The database's clock alone says when a lease has
/// run out.
@NullMarked
package dev.downbeat.store.journal;

import org.jspecify.annotations.NullMarked;
