package dev.downbeat.executors.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagId;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.sdk.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreTest {
    private static final AttemptId ATTEMPT =
            new AttemptId(new TaskKey(new RunId(7), new TaskId("extract"), MapIndex.NONE), 1);

    @TempDir
    Path home;

    @Test
    void a_file_is_moved_in_and_read_back() throws IOException {
        var store = new ArtifactStore(home);
        Path folder = store.place(new DagId("churn"), ATTEMPT);
        Path json = Files.writeString(home.resolve("out"), "[1, \"zwei\"]\n");

        Artifact artifact = store.keep(json, folder, "return_value");

        assertThat(json).doesNotExist();
        assertThat(artifact.file())
                .isEqualTo(home.resolve("artifacts/churn/run_7/extract/-1/attempt_1/return_value.json"))
                .hasContent("[1, \"zwei\"]\n");
        assertThat(artifact.bytes()).isEqualTo(12);
        assertThat(artifact.sha256()).isEqualTo("60232b27788195a2cfe52ce91956153ad9ff268d6c80b059685c9f80bc416a64");
        assertThat(Artifact.in(Json.read(artifact.toJson()))).contains(artifact);
        assertThat(store.load(artifact)).isEqualTo(List.of(1, "zwei"));
    }

    @Test
    void what_is_not_one_json_value_is_refused() throws IOException {
        var store = new ArtifactStore(home);
        Path folder = store.place(new DagId("churn"), ATTEMPT);
        for (String text : List.of("", "[1", "1 2", "nonsense", "NaN")) {
            Path file = Files.writeString(home.resolve("out"), text);

            assertThatThrownBy(() -> store.keep(file, folder, "x")).as(text).isInstanceOf(RuntimeException.class);
            assertThat(folder).doesNotExist();
        }
    }

    @Test
    void a_reference_out_of_the_store_is_not_followed() {
        assertThatThrownBy(() -> new ArtifactStore(home)
                        .load(new Artifact(home.resolve("artifacts/../connections.yaml"), 1, "")))
                .hasMessageContaining("is not in the artifact store");
    }

    @Test
    void a_value_over_the_limit_spills_into_a_file() throws IOException {
        Path file = home.resolve("deep/value.json");
        var small = new SpillingOutput(10, file);
        try (small) {
            small.write(new byte[] {'1', '2'});
        }
        var large = new SpillingOutput(10, file);
        try (large) {
            Json.MAPPER.writeValue(large, "a".repeat(20));
        }

        assertThat(small.toXcom()).isEqualTo("12");
        Artifact artifact = Artifact.in(Json.read(large.toXcom())).orElseThrow();
        assertThat(artifact.file()).hasContent("\"" + "a".repeat(20) + "\"");
        assertThat(artifact).isEqualTo(new ArtifactStore(home).keep(file, home.resolve("deep"), "value"));
    }

    @Test
    void scratch_is_removed_and_only_dead_processes_are_swept() throws IOException {
        Path dead = Files.createDirectories(home.resolve("scratch/" + (Integer.MAX_VALUE - 7) + "-1"));
        Path foreign = Files.createDirectories(home.resolve("scratch/mine"));
        Path target = Files.createDirectories(home.resolve("precious"));
        try (ScratchStore scratch = ScratchStore.open(home)) {
            assertThat(dead).doesNotExist();
            assertThat(foreign).exists();
            Path folder = scratch.folder(ATTEMPT);
            Files.createSymbolicLink(folder.resolve("link"), target);
            Files.createDirectories(folder.resolve("a/b"));

            ScratchStore again = ScratchStore.open(home);
            assertThat(folder).exists();
            again.remove(ATTEMPT);
            assertThat(folder).doesNotExist();
            assertThat(target).exists();
        }
    }
}
