package dev.downbeat.engine;

import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.engine.port.RunLog.StoredCommand;
import dev.downbeat.engine.port.RunLog.StoredRun;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.RunCommand;
import dev.downbeat.model.RunId;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what people ask of runs, each command once: what it does and that it is done are one commit.
/// Confined to the loop's thread.
final class Commands {
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    private final RunLoop loop;
    /// Since the loop was last asked which runs it drives: a scan that began before may still find them.
    private final Set<Long> carriedOut = new HashSet<>();

    Commands(RunLoop loop) {
        this.loop = loop;
    }

    /// All that was carried out is durable, but for these.
    void forgetAllBut(Set<Long> pending) {
        carriedOut.retainAll(pending);
    }

    /// A command whose run ended after it was found comes again with the next scan, and the run as it is then.
    void carryOut(Message.Command message, Instant now) {
        StoredCommand asked = message.command();
        StoredRun stored = message.stored();
        DagVersion version = message.version();
        if (carriedOut.contains(asked.id())) {
            return;
        }
        if (loop.run(asked.run()) == null && !loop.endedSinceScan(asked.run()) && stored != null && version != null) {
            if (stored.row().state().terminal()) {
                carryOutOnEnded(asked, stored, version, now);
                return;
            }
            loop.adopt(stored, version, now);
        }
        ActiveRun run = loop.run(asked.run());
        if (run != null) {
            carryOut(asked, run, now);
        }
    }

    private void carryOut(StoredCommand asked, ActiveRun run, Instant now) {
        boolean pinned = asked.command() instanceof RunCommand.Clear clear
                && clear.version() != null
                && !clear.version().equals(run.version().id());
        String outcome = pinned
                ? "refused: the run is under way; only one that has ended can go on with another DAG version"
                : applied(asked, run, now);
        tellOutcome(asked, run, now, outcome);
    }

    /// What the decider cannot do with the run must not be asked of it again and again.
    private String applied(StoredCommand asked, ActiveRun run, Instant now) {
        var event = CommandEvents.event(asked, run.state().graph(), now);
        try {
            return CommandEvents.outcome(asked, loop.apply(run, event));
        } catch (IllegalStateException e) {
            LOG.error("Command {} of run {} cannot be carried out: {}", asked.id(), asked.run(), asked.command(), e);
            return "refused, by a mistake of ours: " + e.getMessage();
        }
    }

    private void tellOutcome(StoredCommand asked, ActiveRun run, Instant now, String outcome) {
        carriedOut.add(asked.id());
        loop.pending().add(run, new JournalEntry.CommandApplied(run.spec().id(), asked.id(), now, outcome));
    }

    /// The run is taken up again when the command gives it something to do.
    private void carryOutOnEnded(StoredCommand asked, StoredRun stored, DagVersion version, Instant now) {
        RunId id = asked.run();
        boolean pinned = !version.id().equals(stored.spec().version());
        Restored restored = Restored.of(stored, loop.graph(version), pinned);
        var run = new ActiveRun(stored.spec().on(version.id()), version, restored.state(), stored.lastSeq());
        loop.take(run);
        carryOut(asked, run, now);
        if (run.state().state() == DagRunState.QUEUED) {
            restored.gone().forEach(left -> loop.pending().removed(run, left, now));
            restored.back().forEach(left -> loop.pending().back(run, left, now));
            restored.uncounted().forEach(task -> loop.pending().uncounted(run, task));
            if (pinned) {
                loop.pending().add(run, new JournalEntry.RunPinned(id, version.id()));
            }
            loop.admit(run.spec().dag(), now);
        } else {
            loop.drop(run);
        }
    }
}
