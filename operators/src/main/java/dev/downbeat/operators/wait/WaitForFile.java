package dev.downbeat.operators.wait;

import dev.downbeat.model.Durations;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Look;
import dev.downbeat.sdk.operator.Sensor;
import dev.downbeat.sdk.operator.Shorthand;
import dev.downbeat.sdk.operator.TaskContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Waits for files.
public final class WaitForFile implements Sensor<WaitForFile.Config> {
    private final InstantSource clock;

    public WaitForFile() {
        this(InstantSource.system());
    }

    WaitForFile(InstantSource clock) {
        this.clock = clock;
    }

    @Doc(value = """
            Waits until a file is there, or files that match a pattern: `*` and `?` within a name, `**` over folders, \
            `{csv,json}` for either. A folder counts as the files in it.

            With `stable_for` the files have to stay as they are for that long, which two looks have to tell: give a shorter \
            `poke_interval` as well. Where the writer can, let it write under another name and rename at the end; then there \
            is nothing to guess.

            The output has the `paths` in the order of their names, the first of them as `path`, their `bytes` in all and when \
            one of them was last `changed`.""", example = """
            tasks:
              arrival:
                wait_for_file: incoming/*.csv
              complete:
                wait_for_file:
                  path: incoming/{{ ds }}/**/*.parquet
                  min_files: 24
                  stable_for: 30s
                  poke_interval: 15s
                  timeout: 6h
            """)
    public record Config(
            @Doc("A file, a folder or a pattern; a relative path is relative to the DAG's folder.") @Shorthand
            String path,

            @Doc("Files that have to be there.") @Default("1")
            int minFiles,

            @Doc("The size in bytes that each has to have; a smaller one is as good as none.") @Default("0")
            long minSize,

            @Doc("How long names, sizes and times of change have to stay as they are.") @Default("0s")
            Duration stableFor) {}

    @Override
    public String type() {
        return "wait_for_file";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public Look poke(Config config, TaskContext context) throws IOException {
        List<FileSearch.Found> files = FileSearch.under(context.dagFile().resolveSibling(""), config.path()).stream()
                .filter(file -> file.bytes() >= config.minSize())
                .toList();
        if (files.size() < Math.max(1, config.minFiles())) {
            return Look.notYet(missing(config, files.size()));
        }
        if (config.stableFor().isZero() || config.stableFor().isNegative()) {
            return Look.found(output(files));
        }
        return stable(config, files, context);
    }

    private static String missing(Config config, int there) {
        String large = config.minSize() > 0 ? " with %,d bytes or more".formatted(config.minSize()) : "";
        return there == 0
                ? "no file %s%s".formatted(config.path(), large)
                : "%d of %d files %s%s".formatted(there, config.minFiles(), config.path(), large);
    }

    private Look stable(Config config, List<FileSearch.Found> files, TaskContext context) {
        String seen = Integer.toHexString(files.hashCode());
        Instant now = clock.instant();
        Instant since = context.state() instanceof Map<?, ?> before && seen.equals(before.get("seen"))
                ? Instant.parse(String.valueOf(before.get("since")))
                : now;
        if (!now.isBefore(since.plus(config.stableFor()))) {
            return Look.found(output(files));
        }
        String reason = files.size() == 1 ? "%s may still change" : "%s: " + files.size() + " files may still change";
        return Look.notYet(
                reason.formatted(config.path()) + ", unchanged for " + Durations.format(Duration.between(since, now)),
                Map.of("seen", seen, "since", since.toString()));
    }

    private static Map<String, Object> output(List<FileSearch.Found> files) {
        List<String> paths = files.stream().map(file -> file.path().toString()).toList();
        long bytes = files.stream().mapToLong(FileSearch.Found::bytes).sum();
        Instant changed = files.stream()
                .map(FileSearch.Found::changed)
                .max(Instant::compareTo)
                .orElseThrow();
        return Map.of("paths", paths, "path", paths.getFirst(), "bytes", bytes, "changed", changed.toString());
    }
}
