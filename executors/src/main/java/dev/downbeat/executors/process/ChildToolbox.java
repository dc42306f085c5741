package dev.downbeat.executors.process;

import dev.downbeat.executors.attempt.DagCodes;
import dev.downbeat.executors.attempt.OperatorCatalog;

/// What a child JVM needs that is not in this module. Found by [java.util.ServiceLoader]; there must be
/// exactly one.
public interface ChildToolbox {
    OperatorCatalog operators();

    DagCodes code();
}
