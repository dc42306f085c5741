package dev.downbeat.testkit;

import dev.downbeat.engine.port.Journal;
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

/// A store that is put through the suites of this package: the engine's ports, and what a test has to do or
/// to look at beside them.
public interface StoreSubject {
    Journal journal();

    RunLog runLog();

    Leases leases();

    Pools pools();

    /// Makes a pool, or changes it.
    void set(Pool pool);

    DagVersion register(DagSpec spec);

    void ask(RunId run, RunCommand command);

    /// What came of the run's only command; empty while nobody has carried it out.
    String outcome(RunId run);

    /// The epoch's lease has run out, unnoticed.
    void expire(Epoch epoch);

    /// The epoch's process is gone, its lease still runs.
    void kill(Epoch epoch);

    Optional<String> xcom(TaskKey key, String name);

    /// The stored history in order, as JSON texts.
    List<String> history(RunId run);

    /// What the items of a mapped task are called, by map index.
    List<String> itemNames(RunId run, TaskId task);

    /// The kept attempts in order, as `<number> <outcome>`.
    List<String> attempts(TaskKey key);

    /// What people are to be told, in order, as `<event> <task, empty for the run> <map index> <occasion>`.
    List<String> alerts(RunId run);

    /// The deadlines in order, as `<task, empty for the run> <map index> <seconds since 1970>`.
    List<String> deadlines(RunId run);

    /// The updates of assets in order, as `<asset> <task> <map index> <attempt>`.
    List<String> assetEvents(RunId run);
}
