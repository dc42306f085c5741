package dev.downbeat.engine;

import dev.downbeat.engine.port.Executor;
import dev.downbeat.engine.port.Expander;
import dev.downbeat.engine.port.Journal;
import dev.downbeat.engine.port.Leases;
import dev.downbeat.engine.port.Pools;
import dev.downbeat.engine.port.RunLog;
import java.time.InstantSource;
import java.util.List;

/// All that a scheduler needs from outside.
public record SchedulerPorts(
        Journal journal,
        RunLog runLog,
        Leases leases,
        Pools pools,
        List<Executor> executors,
        Expander expander,
        InstantSource clock) {
    public SchedulerPorts {
        executors = List.copyOf(executors);
    }
}
