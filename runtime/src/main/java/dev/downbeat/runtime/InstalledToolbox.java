package dev.downbeat.runtime;

import dev.downbeat.executors.attempt.DagCodes;
import dev.downbeat.executors.attempt.OperatorCatalog;
import dev.downbeat.executors.process.ChildToolbox;
import java.nio.file.Path;

/// The operators and the code of DAGs as attempts get them, in this process and in a child alike.
public final class InstalledToolbox implements ChildToolbox {
    private final DagReader reader;

    /// For [java.util.ServiceLoader], in a child.
    public InstalledToolbox() {
        this(DagReader.installed());
    }

    InstalledToolbox(DagReader reader) {
        this.reader = reader;
    }

    @Override
    public OperatorCatalog operators() {
        return new InstalledOperators(reader.operators());
    }

    @Override
    public DagCodes code() {
        return version -> {
            var origin = version.spec().about().origin();
            Path file = Path.of(origin.file());
            return origin.format().equals("java")
                    ? reader.sources().ofJavaDag(file, version.source())
                    : reader.sources().ofOtherDag(file);
        };
    }
}
