package dev.downbeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.Views.RunDetail;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StartedByTest {
    @Test
    void updates_of_assets_are_named_with_who_brought_them() {
        var assets = new LinkedHashMap<String, Object>();
        Map<String, Object> load = Map.of("dag", "etl", "task", "load", "run_id", 7);
        assets.put("orders", List.of(load, load, load));
        assets.put("leads", List.of(Map.of("dag", "", "task", "", "run_id", 0)));

        assertThat(StartedBy.of(run(Map.of("assets", assets))))
                .endsWith(": orders by etl.load (run 7) and 2 more, leads (told)");
        assertThat(StartedBy.of(run(Map.of()))).doesNotContain(":");
    }

    private static RunDetail run(Map<String, @Nullable Object> trigger) {
        RunDetail run = Sample.run(7, "success");
        return new RunDetail(
                run.summary(),
                run.firesAt(),
                run.intervalStart(),
                run.intervalEnd(),
                run.params(),
                trigger,
                run.seq(),
                run.counts(),
                run.tasks());
    }
}
