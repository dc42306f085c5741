/// Looks after a database that is in use: checks it, saves it into a file and brings it back, and deletes
/// old runs.
///
/// Nothing here holds back those who work: reading takes no locks that a commit waits for, and deleting
/// goes in small steps, on rows of runs that have ended. See docs/operations.md.
@NullMarked
package dev.downbeat.store.care;

import org.jspecify.annotations.NullMarked;
