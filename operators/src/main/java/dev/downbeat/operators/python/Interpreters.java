package dev.downbeat.operators.python;

import dev.downbeat.operators.process.ChildProcess;
import dev.downbeat.operators.process.Guard;
import dev.downbeat.operators.process.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Python processes that are started and wait for a task. An interpreter that was never used has none; the
/// first task starts its own and has others prepared. A worker that waits too long ends by itself.
final class Interpreters {
    /// A worker that is started for a task has its request at once.
    private static final Duration AT_ONCE = Duration.ofMinutes(1);

    private final int size;
    private final Duration idle;
    private final WorkerFiles files = new WorkerFiles();
    private final Map<Path, Waiting> waiting = new ConcurrentHashMap<>();

    /// @param size how many workers wait per interpreter; 0 for none
    /// @param idle how long a worker waits for a task
    Interpreters(int size, Duration idle) {
        this.size = size;
        this.idle = idle;
    }

    /// A worker that waits already, if there is one.
    Optional<ChildProcess> warm(Path interpreter) {
        Waiting workers = waiting(interpreter);
        Optional<ChildProcess> worker = workers.take();
        if (workers.none()) {
            prepare(interpreter);
        }
        return worker;
    }

    /// Starts workers for later tasks, in the background. Best asked for when a task has ended: until then
    /// they would take the processor from it.
    void prepare(Path interpreter) {
        Thread.startVirtualThread(waiting(interpreter)::fill);
    }

    private Waiting waiting(Path interpreter) {
        return waiting.computeIfAbsent(interpreter, key -> new Waiting(size, () -> start(key, idle, Map.of())));
    }

    /// A new worker.
    ///
    /// @param env what has to be in its environment when Python starts
    ChildProcess cold(Path interpreter, Map<String, String> env) throws IOException {
        return start(interpreter, AT_ONCE, env);
    }

    private ChildProcess start(Path interpreter, Duration wait, Map<String, String> env) throws IOException {
        String seconds = Long.toString(wait.toSeconds());
        return ChildProcess.startGuarding(
                List.of(interpreter.toString(), files.worker().toString(), Guard.START, seconds), env);
    }
}
