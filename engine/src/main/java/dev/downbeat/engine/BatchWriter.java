package dev.downbeat.engine;

import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.Epoch;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes batches, one after the other. A small one is written by the caller: that is the quickest way through a
/// chain of tasks. A larger one is written by a thread of its own, and what happens meanwhile is decided for the next.
///
/// For the loop's thread alone.
final class BatchWriter {
    /// Entries that are written without changing threads.
    private static final int SMALL = 32;

    private final PatientJournal journal;
    private final BooleanSupplier givingUp;
    private final Runnable landed;
    private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private @Nullable Flight flight;

    /// A batch that is being written.
    private record Flight(Batch batch, CompletableFuture<Void> written) {}

    /// @param landed called on the writing thread when a batch has been written, or could not be
    BatchWriter(PatientJournal journal, BooleanSupplier givingUp, Runnable landed) {
        this.journal = journal;
        this.givingUp = givingUp;
        this.landed = landed;
    }

    /// Starts the thread that writes.
    void start() {
        Thread.ofPlatform().name("downbeat-journal").daemon().start(this::run);
    }

    private void run() {
        try {
            while (true) {
                work.take().run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    boolean busy() {
        return flight != null;
    }

    /// Writes the batch now, or begins to.
    ///
    /// @param durable called with it when it is written: before this returns, or by [#settle]
    void write(Batch batch, Epoch epoch, Consumer<Batch> durable) {
        List<JournalEntry> entries = batch.entries();
        if (entries.size() <= SMALL) {
            if (!entries.isEmpty()) {
                attempt(batch, () -> journal.commit(epoch, entries, givingUp));
            }
            durable.accept(batch);
            return;
        }
        var written = new CompletableFuture<Void>();
        flight = new Flight(batch, written);
        work.add(() -> {
            try {
                journal.commit(epoch, entries, givingUp);
                written.complete(null);
            } catch (RuntimeException | Error e) {
                written.completeExceptionally(e);
            }
            landed.run();
        });
    }

    /// Takes note of a batch that has been written since; nothing happens while it is under way.
    ///
    /// @param wait until it is
    /// @throws RuntimeException what kept it from being written
    void settle(boolean wait, Consumer<Batch> durable) {
        Flight current = flight;
        if (current == null || !(wait || current.written().isDone())) {
            return;
        }
        flight = null;
        attempt(current.batch(), () -> join(current.written()));
        durable.accept(current.batch());
    }

    private static void join(CompletableFuture<Void> written) {
        try {
            written.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static void attempt(Batch batch, Runnable write) {
        try {
            write.run();
        } catch (RuntimeException e) {
            batch.dropped(new NotAcceptedException());
            throw e;
        }
    }
}
