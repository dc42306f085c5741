package dev.downbeat.sdk.operator;

import java.nio.file.Path;

/// Java code that belongs to DAGs, compiled in memory and cached by content.
public interface DagCode {
    /// The class loader of the DAG version that this attempt runs: its `.java` source as it was stored.
    ///
    /// @throws dev.downbeat.model.DownbeatException BAD_DAG when the DAG has no Java source or it does not
    ///         compile
    ClassLoader ofDag();

    /// Compiles the public top-level class in `file`.
    ///
    /// @throws dev.downbeat.model.DownbeatException BAD_DAG with javac's messages, NOT_FOUND when there is no
    ///         such file
    Class<?> compile(Path file);
}
