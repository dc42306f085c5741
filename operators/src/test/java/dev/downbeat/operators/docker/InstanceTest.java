package dev.downbeat.operators.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.operators.FakeTaskContext;
import dev.downbeat.operators.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What needs no engine.
final class InstanceTest {
    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    @Test
    void a_name_is_one_of_the_engine_tells_people_what_it_is_and_differs_between_installations() {
        Instance here = Instance.of(new FakeTaskContext(folder));
        Instance there = Instance.of(new FakeTaskContext(elsewhere));

        assertThat(here.name()).matches("downbeat-etl-7-job-[0-9a-f]{10}").hasSizeLessThanOrEqualTo(63);
        assertThat(here).isEqualTo(Instance.of(new FakeTaskContext(folder)));
        assertThat(there.name()).isNotEqualTo(here.name());
    }

    @Test
    void labels_say_which_attempt_it_was_and_others_say_nothing() {
        Instance instance = Instance.of(new FakeTaskContext(folder));

        assertThat(Instance.read(instance.name(), instance.labels())).contains(instance);
        assertThat(Instance.read("x", Map.of())).isEmpty();
        assertThat(Instance.read("x", Map.of("downbeat.dev/run", "seven"))).isEmpty();
    }

    @Test
    void settings_that_cannot_be_are_refused_with_what_is_allowed() {
        assertThatThrownBy(() -> config(Map.of("memory", "much")))
                .rootCause()
                .isInstanceOf(DownbeatException.class)
                .hasMessage("'much' is no amount of memory, such as 512Mi, 4Gi or 500M");
        assertThatThrownBy(() -> config(Map.of("mounts", List.of("here"))))
                .rootCause()
                .hasMessageContaining("'here' is no mount");
        assertThatThrownBy(() -> config(Map.of("command", 7)))
                .rootCause()
                .hasMessage("'command' is a text or a list of texts, was '7'");
    }

    private static DockerRun.Config config(Map<String, Object> settings) {
        var all = new java.util.LinkedHashMap<String, Object>(settings);
        all.put("image", "tools:1");
        return Settings.of(DockerRun.Config.class, all);
    }
}
