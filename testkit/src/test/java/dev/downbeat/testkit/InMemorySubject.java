package dev.downbeat.testkit;

import dev.downbeat.engine.port.Journal;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.engine.port.Leases;
import dev.downbeat.engine.port.Pools;
import dev.downbeat.engine.port.RunLog;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.Pool;
import dev.downbeat.model.RunCommand;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import java.util.List;
import java.util.Optional;

/// The store in memory, as the suites see it.
record InMemorySubject(InMemoryStore store) implements StoreSubject {
    InMemorySubject() {
        this(new InMemoryStore(new VirtualClock()));
    }

    @Override
    public Journal journal() {
        return store.journal();
    }

    @Override
    public RunLog runLog() {
        return store.runLog();
    }

    @Override
    public Leases leases() {
        return store.leases();
    }

    @Override
    public Pools pools() {
        return store.pools();
    }

    @Override
    public void set(Pool pool) {
        store.pools().set(pool);
    }

    @Override
    public DagVersion register(DagSpec spec) {
        return store.register(spec);
    }

    @Override
    public void ask(RunId run, RunCommand command) {
        store.ask(run, command);
    }

    @Override
    public String outcome(RunId run) {
        return store.outcome(1).orElse("");
    }

    @Override
    public void expire(Epoch epoch) {
        store.leases().expire(epoch);
    }

    @Override
    public void kill(Epoch epoch) {
        store.leases().kill(epoch);
    }

    @Override
    public Optional<String> xcom(TaskKey key, String name) {
        return store.xcom(key, name);
    }

    @Override
    public List<String> history(RunId run) {
        return store.history(run).stream().map(JournalEntry.History::json).toList();
    }

    @Override
    public List<String> itemNames(RunId run, TaskId task) {
        return store.itemNames(run, task);
    }

    @Override
    public List<String> attempts(TaskKey key) {
        return store.attempts(key).stream()
                .map(kept -> kept.instance().attempt() + " " + kept.outcome())
                .toList();
    }

    @Override
    public List<String> alerts(RunId run) {
        return store.alerts().stream()
                .filter(alert -> alert.run().equals(run))
                .map(JournalEntry.AlertRaised::key)
                .map(key -> "%s %s %d %d"
                        .formatted(
                                key.event().word(),
                                key.task() == null ? "" : key.task(),
                                key.index().value(),
                                key.occasion()))
                .toList();
    }

    @Override
    public List<String> assetEvents(RunId run) {
        return store.assetEvents().stream()
                .filter(update -> update.run().equals(run))
                .map(update -> "%s %s %d %d"
                        .formatted(
                                update.asset(),
                                update.key().task(),
                                update.key().index().value(),
                                update.attempt()))
                .toList();
    }

    @Override
    public List<String> deadlines(RunId run) {
        return store.deadlines().stream()
                .filter(set -> set.run().equals(run))
                .map(set -> "%s %d %d"
                        .formatted(
                                set.task() == null ? "" : set.task(),
                                set.index().value(),
                                set.due().getEpochSecond()))
                .sorted()
                .toList();
    }
}
