/// Python tasks: a function of a file, a script file or a few lines in the DAG.
///
/// Each task has a Python process to itself, so that nothing of one task is left for the next. As starting
/// Python takes longer than many tasks do, a few processes wait for work already ([Interpreters]). What is
/// said
/// to them:
///
/// - The program is `downbeat_worker.py`, shipped as a resource. It leads its own process group and runs the
/// guard in it as every child process does, see [dev.downbeat.operators.process].
/// - A task is handed over as one line on the life line, the path of a request file. Requests, results and
/// XComs are files ([Exchange]): a result of any size passes through nobody's memory here, and standard
/// output
/// belongs to the user alone.
/// - The worker removes the request when it begins. A request that is still there afterwards was never begun,
/// so it can be handed to another worker without running anything twice.
@NullMarked
package dev.downbeat.operators.python;

import org.jspecify.annotations.NullMarked;
