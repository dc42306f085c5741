/// Attempts in a child JVM of their own: what a task does to its heap, its threads or its exit code ends with
/// the child.
///
/// The parent starts the child as the leader of a process group, with a guard (a small shell loop) in the group
/// that reads the child's standard input. When the parent closes that pipe, or dies, the guard kills the group:
/// nothing that a task started outlives it or Downbeat. Orders, questions, answers and the end go as frames
/// ([Frame]) over a Unix domain socket. Standard output and error are the task's log alone, so that native code
/// may print what it likes.
///
/// The child runs the same [dev.downbeat.executors.attempt.AttemptRunner] as the parent would. It asks the
/// parent for connections, variables and outputs when a task names them; it has no database and no secrets of
/// its own. What the child says is masked by the parent.
@NullMarked
package dev.downbeat.executors.process;

import org.jspecify.annotations.NullMarked;
