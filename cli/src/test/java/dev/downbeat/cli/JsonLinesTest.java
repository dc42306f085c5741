package dev.downbeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagId;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.runtime.Settings;
import dev.downbeat.sdk.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class JsonLinesTest {
    private final LoggerContext context = new LoggerContext();

    private List<Map<String, @Nullable Object>> lines(Settings.Log settings, Runnable work) {
        PrintStream before = System.err;
        var caught = new ByteArrayOutputStream();
        System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
        try {
            context.setMDCAdapter(new LogbackMDCAdapter());
            context.getLogger("ROOT").setLevel(Level.WARN);
            ServerLog.begin(context, settings);
            work.run();
        } finally {
            System.setErr(before);
        }
        return caught.toString(StandardCharsets.UTF_8)
                .lines()
                .map(JsonLinesTest::read)
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> read(String line) {
        return Json.read(line, Map.class);
    }

    @Test
    void each_line_is_an_object_and_names_what_it_is_about() {
        var key = new TaskKey(new RunId(7), new TaskId("train"), MapIndex.of(3));

        var lines = lines(new Settings.Log("info", true), () -> {
            var log = context.getLogger("dev.downbeat.engine.Scheduler");
            log.info("{} was lost with \"{}\"\n{}", new AttemptId(key, 2), new DagId("churn"), "ä");
            log.warn("It failed", new IllegalStateException("why\nso"));
            log.debug("not told");
            context.getLogger("com.example").info("nor this");
        });

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .containsEntry("level", "INFO")
                .containsEntry("logger", "dev.downbeat.engine.Scheduler")
                .containsEntry("thread", Thread.currentThread().getName())
                .containsEntry("run", 7)
                .containsEntry("task", "train")
                .containsEntry("map_index", 3)
                .containsEntry("attempt", 2)
                .containsEntry("dag", "churn")
                .doesNotContainKey("error");
        assertThat(String.valueOf(lines.getFirst().get("message"))).endsWith("was lost with \"churn\"\nä");
        assertThat(Instant.parse(String.valueOf(lines.getFirst().get("time")))).isBefore(Instant.now());
        assertThat(String.valueOf(lines.get(1).get("error")))
                .startsWith("java.lang.IllegalStateException: why\nso")
                .contains("at dev.downbeat.cli.JsonLinesTest");
    }

    @Test
    void the_level_is_that_of_the_settings() {
        var lines = lines(new Settings.Log("debug", true), () -> {
            context.getLogger("dev.downbeat.engine").debug("told");
            context.getLogger("com.example").info("not told");
            context.getLogger("com.example").warn("told, too");
        });

        assertThat(lines).extracting(line -> line.get("message")).containsExactly("told", "told, too");
    }
}
