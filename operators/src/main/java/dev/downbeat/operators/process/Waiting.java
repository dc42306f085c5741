package dev.downbeat.operators.process;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/// Processes of one kind that were started ahead of need. Safe for use by several threads.
public final class Waiting {
    private final int size;
    private final Start start;
    private final Queue<ChildProcess> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock changing = new ReentrantLock();

    /// Starts one of them.
    @FunctionalInterface
    public interface Start {
        ChildProcess start() throws IOException;
    }

    /// @param size how many wait; 0 for none
    public Waiting(int size, Start start) {
        this.size = size;
        this.start = start;
    }

    /// One that is alive, if there is one; it is the caller's now.
    public Optional<ChildProcess> take() {
        ChildProcess process = waiting.poll();
        while (process != null && !process.alive()) {
            process.close();
            process = waiting.poll();
        }
        return Optional.ofNullable(process);
    }

    public boolean full() {
        return waiting.size() >= size;
    }

    public boolean none() {
        return waiting.isEmpty();
    }

    /// Starts what is missing. One thread at a time does so, else many tasks at once would start far too many.
    public void fill() {
        if (!changing.tryLock()) {
            return;
        }
        try {
            while (!full()) {
                waiting.add(start.start());
            }
        } catch (IOException e) {
            // Who needs one next starts it, meets the same error and reports it.
            return;
        } finally {
            changing.unlock();
        }
    }

    /// Ends them all.
    void clear() {
        changing.lock();
        try {
            for (ChildProcess process = waiting.poll(); process != null; process = waiting.poll()) {
                process.close();
            }
        } finally {
            changing.unlock();
        }
    }

    /// Their process ids.
    List<Long> pids() {
        return waiting.stream().map(ChildProcess::pid).toList();
    }
}
