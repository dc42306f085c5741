package dev.downbeat.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.json.SpecJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadSpecsTest {
    private static final VersionId VERSION = new VersionId(1);

    private final ReadSpecs specs = new ReadSpecs();

    @Test
    void a_text_is_made_a_spec_once() {
        String text = SpecJson.write(spec("/dags/a.yaml", ""));

        DagSpec first = specs.read(VERSION, text);

        assertThat(first).isEqualTo(spec("/dags/a.yaml", ""));
        assertThat(specs.read(VERSION, new String(text.toCharArray()))).isSameAs(first);
    }

    @Test
    void a_version_whose_file_was_moved_by_another_process_is_read_anew() {
        DagSpec _ = specs.read(VERSION, SpecJson.write(spec("/dags/a.yaml", "")));

        DagSpec moved = specs.read(VERSION, SpecJson.write(spec("/dags/new/a.yaml", "")));

        assertThat(moved.about().origin().file()).isEqualTo("/dags/new/a.yaml");
    }

    @Test
    void what_was_not_asked_for_the_longest_makes_room() {
        String large = SpecJson.write(spec("/dags/a.yaml", "x".repeat(1_500_000)));
        DagSpec first = specs.read(VERSION, large);
        DagSpec second = specs.read(new VersionId(2), large);
        assertThat(specs.read(VERSION, large)).isSameAs(first);

        DagSpec third = specs.read(new VersionId(3), large);

        assertThat(specs.read(new VersionId(3), large)).isSameAs(third);
        assertThat(specs.read(VERSION, large)).isSameAs(first);
        assertThat(specs.read(new VersionId(2), large)).isNotSameAs(second).isEqualTo(second);
    }

    private static DagSpec spec(String file, String docs) {
        var about = new About("", docs, List.of(), List.of(), new Origin("yaml", file, ""));
        var task = TaskSpec.of(new TaskId("a"), new OperatorCall("noop", Map.of(), Set.of()));
        return new DagSpec(
                new DagId("d"), about, new Schedule.Manual(), Map.of(), RunPolicy.DEFAULT, List.of(), List.of(task));
    }
}
