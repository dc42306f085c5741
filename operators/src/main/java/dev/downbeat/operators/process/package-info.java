/// Child processes that never outlive their task.
///
/// A task's command forks children, hangs, ignores signals, keeps pipes open in the background; and Downbeat
/// itself may be killed at any moment. The rule is simple: **what a task started ends with the task, and with
/// Downbeat**. Four things see to it:
///
/// 1. *A session of its own.* The child is the leader of a new process group, so that one signal reaches it
/// and everything it forked, and Ctrl-C at the terminal does not. Java can do neither by itself; [Launcher]
/// writes a small shell script for it.
/// 2. *The life line.* The child's standard input is a pipe that this JVM holds open and the child never
/// reads (it is given an empty one).
/// 3. *The guard.* A small shell loop inside the group reads the life line ([Guard]). The word `TERM` on it
/// makes the guard send SIGTERM to its group; the end of the pipe makes it send SIGKILL. The kernel closes
/// the
/// pipe when this JVM dies, however it dies, so that not even `kill -9` leaves orphans. And as the guard is a
/// member of the group that it kills, the group's number cannot have passed to strangers meanwhile.
/// 4. *Bounded waiting.* Output is read by threads of its own ([Pump]); a grandchild that left the group and
/// holds a pipe open delays the end of the task by seconds at most.
///
/// What a launcher does before it knows the command (its process, its session, its pipes) is done ahead of need
/// where commands follow one another ([Spares]): such a launcher waits for the path of the script as a line on
/// its life line. Nothing else differs. It reads that line alone, forks the guard then, and ends by itself at
/// the end of the life line.
///
/// The guard is a grandchild of the command rather than its child, so that a program that waits for all its
/// children does not wait for the guard.
@NullMarked
package dev.downbeat.operators.process;

import org.jspecify.annotations.NullMarked;
