package dev.downbeat.engine;

import dev.downbeat.engine.port.Journal;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Epoch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits in spite of a store that is out of reach for a while: the same entries again, until they are down or
/// the scheduler is fenced. Nothing is dropped, and nothing else is written meanwhile.
final class PatientJournal {
    private static final Logger LOG = LoggerFactory.getLogger(PatientJournal.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Journal journal;
    private final Health health;

    /// Hears whether the last commit went through.
    interface Health {
        void ok(boolean ok);
    }

    PatientJournal(Journal journal, Health health) {
        this.journal = journal;
        this.health = health;
    }

    /// @param givingUp once true, a failure is final: the process is stopping
    void commit(Epoch epoch, List<JournalEntry> entries, BooleanSupplier givingUp) {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                journal.commit(epoch, entries);
                health.ok(true);
                return;
            } catch (DownbeatException e) {
                health.ok(false);
                if (givingUp.getAsBoolean()) {
                    throw e;
                }
                LOG.warn("The journal cannot be written ({}); trying again in {} ms", e.text(), pause.toMillis());
                LockSupport.parkNanos(pause.toNanos());
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }
}
