package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.Views.LiveView;
import dev.downbeat.api.Views.Page;
import dev.downbeat.api.Views.ProgressView;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.logs.LogLimits;
import dev.downbeat.executors.logs.LogStore;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagId;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.sdk.operator.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTasksTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final DagId DAG = new DagId("d");
    private static final AttemptId ATTEMPT =
            new AttemptId(new TaskKey(new RunId(7), new TaskId("load"), MapIndex.NONE), 1);

    @TempDir
    private Path home;

    private ArtifactStore artifacts;
    private LogStore logs;
    private LiveTasks live;

    @BeforeEach
    void set_up() {
        artifacts = new ArtifactStore(home);
        logs = new LogStore(home, LogLimits.DEFAULT, InstantSource.fixed(NOW));
        live = new LiveTasks(artifacts, logs, InstantSource.fixed(NOW));
    }

    @AfterEach
    void close() {
        logs.close();
    }

    @Test
    void a_running_task_shows_how_far_it_says_it_is() throws IOException {
        artifacts.progress(DAG, ATTEMPT).write(new Progress(3, 10, "files"));
        at(artifacts.progress(DAG, ATTEMPT).file(), NOW.minusSeconds(1));

        assertThat(seen("running", NOW.minusSeconds(3600)))
                .isEqualTo(new LiveView(new ProgressView(3, 10, "files"), null));
        assertThat(seen("success", NOW.minusSeconds(3600))).isNull();
    }

    @Test
    void one_that_says_nothing_for_long_is_noticed() throws IOException {
        assertThat(seen("running", NOW.minusSeconds(299))).isNull();
        assertThat(seen("running", NOW.minusSeconds(300))).isEqualTo(new LiveView(null, NOW.minusSeconds(300)));

        Path log = logs.file(ATTEMPT);
        Files.createDirectories(log.getParent());
        at(Files.writeString(log, "a line"), NOW.minusSeconds(10));
        assertThat(seen("running", NOW.minusSeconds(3600))).isNull();
    }

    private static void at(Path file, Instant time) throws IOException {
        Path ignored = Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private @Nullable LiveView seen(String state, Instant started) {
        var task = new TaskView(
                "load", -1, null, "bash", state, 1, 1, 1, started, started, null, null, null, List.of(), null, null);
        return live.of(new Page<>(List.of(task), null), 7, _ -> DAG.value())
                .items()
                .getFirst()
                .live();
    }
}
