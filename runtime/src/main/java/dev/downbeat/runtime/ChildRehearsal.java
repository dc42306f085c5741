package dev.downbeat.runtime;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.artifacts.ScratchStore;
import dev.downbeat.executors.attempt.AttemptLimits;
import dev.downbeat.executors.attempt.AttemptTools;
import dev.downbeat.executors.attempt.Outputs;
import dev.downbeat.executors.logs.LogLimits;
import dev.downbeat.executors.logs.LogStore;
import dev.downbeat.executors.process.Rehearsal;
import dev.downbeat.executors.secrets.HomeSecrets;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.VersionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/// Plays children of all common kinds in this process, for the JVM's start-up cache; needs no database.
public final class ChildRehearsal {
    private static final String YAML = """
            id: rehearsal
            tasks:
              first: { noop: {} }
              second: { needs: first, bash: "echo {{ outputs.first | default(run.id) }} {{ ds }}" }
              third: { python: { script: "import downbeat; downbeat.output(n)", args: { n: "{{ 1 + 1 }}" } } }
            """;
    private static final String JAVA = """
            import dev.downbeat.sdk.Dag;

            public final class Rehearsal {
                record Count(int n) {}

                static Count one() {
                    System.out.println("one");
                    return new Count(1);
                }

                static int next(Count count) {
                    return count.n() + 1;
                }

                public static final Dag DAG = Dag.of("rehearsal", d -> d.with(d.call(Rehearsal::one)).call(Rehearsal::next));
            }
            """;

    private ChildRehearsal() {}

    /// In a temporary folder.
    public static void play() throws IOException {
        Path folder = Files.createTempDirectory("downbeat");
        try {
            play(folder);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void play(Path folder) throws IOException {
        DagReader reader = DagReader.installed();
        var toolbox = new InstalledToolbox(reader);
        try (var logs = new LogStore(folder, LogLimits.DEFAULT, InstantSource.system());
                var scratch = ScratchStore.open(folder)) {
            var tools = new AttemptTools(
                    toolbox.operators(),
                    toolbox.code(),
                    Outputs.NONE,
                    new HomeSecrets(folder, Map.of()),
                    new AttemptTools.Files(logs, new ArtifactStore(folder), scratch),
                    AttemptLimits.DEFAULT);
            play(tools, reader, Files.writeString(folder.resolve("rehearsal.yaml"), YAML), folder);
            play(tools, reader, Files.writeString(folder.resolve("Rehearsal.java"), JAVA), folder);
        }
    }

    private static void play(AttemptTools tools, DagReader reader, Path file, Path folder) throws IOException {
        DagReader.FileContent content = reader.read(file);
        if (!(content.parsed() instanceof Parsed.Dags dags)) {
            throw new IllegalStateException("the rehearsal's DAG is broken: " + content.parsed());
        }
        DagSpec spec = dags.specs().getFirst();
        var version = new DagVersion(new VersionId(1), 1, "", spec, content.source());
        for (TaskSpec task : spec.tasks()) {
            Rehearsal.play(tools, order(version, task), folder);
        }
    }

    private static Order order(DagVersion version, TaskSpec task) {
        var id = new RunId(1);
        var run = new RunSpec(
                id,
                version.spec().id(),
                version.id(),
                Shard.of(version.spec().id()),
                RunType.MANUAL,
                RunSpec.Interval.at(Instant.EPOCH),
                Map.of());
        return new Order(new AttemptId(new TaskKey(id, task.id(), MapIndex.NONE), 1), 1, run, version, task, null);
    }
}
