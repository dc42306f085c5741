package dev.downbeat.executors.attempt;

import dev.downbeat.model.DagVersion;
import dev.downbeat.sdk.operator.DagCode;

/// Finds the Java code of a DAG version; compiles nothing before it is asked for.
public interface DagCodes {
    DagCode of(DagVersion version);
}
