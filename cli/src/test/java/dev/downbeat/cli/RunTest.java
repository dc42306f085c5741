package dev.downbeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.Views.LiveView;
import dev.downbeat.api.Views.ProgressView;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.sdk.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
    private static final RunDetail RUNNING = Sample.run(
            12,
            "running",
            Sample.task("extract", "success"),
            Sample.task("train", -1, "running", 2, "exit code 1"),
            Sample.task("deploy", "none"));
    private static final RunDetail RETRYING = Sample.run(
            12,
            "running",
            Sample.task("extract", "success"),
            Sample.task("train", -1, "up_for_retry", 2, "exit code 1"),
            Sample.task("deploy", "none"));
    private static final RunDetail FAILED = Sample.run(
            12,
            "failed",
            Sample.task("extract", "success"),
            Sample.task("train", -1, "failed", 3, "exit code 1"),
            Sample.task("deploy", "upstream_failed"));
    private static final RunDetail GOOD = Sample.run(
            12,
            "success",
            Sample.task("extract", "success"),
            Sample.task("train", "success"),
            Sample.task("deploy", "skipped"));

    @TempDir
    Path folder;

    @Test
    void a_run_that_ends_well() throws Exception {
        Session session = course(Session.piped(), RUNNING, GOOD);

        session.type("run", file(), "-p", "threshold=0.8", "-p", "day=monday", "--fresh");

        assertThat(session.code).isZero();
        assertThat(session.platform.api.told)
                .containsExactly("submit churn {day=monday, threshold=0.8} fresh", "close");
        assertThat(session.out()).endsWith("""

                ✓ churn succeeded in 12.0s
                  3 tasks: 1 skipped, 2 success
                  more: downbeat runs show 12
                """);
    }

    @Test
    void a_run_that_fails_shows_the_end_of_the_log() throws Exception {
        Session session = course(Session.piped(), RUNNING, RETRYING, FAILED);
        var log = new StringBuilder();
        for (int i = 1; i <= 30; i++) {
            log.append("line ").append(i).append('\n');
        }
        session.platform.api.logs.put("train", log.toString());

        session.type("run", file());

        assertThat(session.code).isEqualTo(1);
        assertThat(session.out())
                .contains("✗ churn failed in 12.0s", "✗ train (try 3 of 3): exit code 1")
                .contains("  │ line 30")
                .contains("  │ line 11")
                .doesNotContain("  │ line 10\n")
                .endsWith("  all of it: downbeat logs 12 train\n");
    }

    @Test
    void a_view_that_comes_late_is_not_shown() {
        Session session = Session.piped();
        var display = new LineDisplay(session.context().screen(), new Ink(false), false);
        RunDetail waiting = Sample.run(12, "running", Sample.task("extract", "success"), Sample.task("train", "none"));
        RunDetail last = Sample.at(5, RUNNING);
        display.update(last);

        for (RunDetail view : List.of(Sample.at(4, waiting), Sample.at(5, waiting), Sample.at(6, RUNNING), GOOD)) {
            last = RunWatch.show(display, last, view);
        }

        assertThat(session.out().lines().filter(line -> line.contains("train") && line.contains("running")))
                .hasSize(1);
        assertThat(last).as("the end, whatever its number").isEqualTo(GOOD);
    }

    @Test
    void progress_is_shown_though_nothing_else_has_changed() {
        Session session = Session.piped();
        var display = new LineDisplay(session.context().screen(), new Ink(false), false);
        TaskView train = Sample.task("train", "running");
        RunDetail first = Sample.at(5, Sample.run(12, "running", train));
        RunDetail further =
                first.withTasks(List.of(train.withLive(new LiveView(new ProgressView(2, 6, "files"), null))));

        assertThat(RunWatch.show(display, first, further)).isEqualTo(further);
    }

    @Test
    void json_is_the_run_at_its_end_and_the_course_goes_to_standard_error() throws Exception {
        Session session = course(Session.piped(), RUNNING, GOOD);

        session.type("run", file(), "-o", "json");

        assertThat(Json.read(session.out())).isInstanceOf(Map.class);
        assertThat(session.err()).contains("train");
    }

    @Test
    void lines_tell_each_change_once() {
        Session session = Session.piped();
        var display = new LineDisplay(session.context().screen(), new Ink(false), false);

        for (RunDetail view : List.of(RUNNING, RUNNING, RETRYING, FAILED)) {
            display.update(view);
        }

        Golden.check("run-lines.txt", session.out());
    }

    @Test
    void of_many_instances_only_failures_are_told() {
        Session session = Session.piped();
        var tasks = new ArrayList<TaskView>();
        for (int i = 0; i < 100; i++) {
            tasks.add(Sample.task("score", i, i == 7 ? "failed" : "success", 1, i == 7 ? "no memory" : null));
        }
        var display = new LineDisplay(session.context().screen(), new Ink(false), false);

        display.update(Sample.run(12, "running", tasks.toArray(TaskView[]::new)));

        assertThat(session.out().lines()).hasSize(3);
        assertThat(session.out()).contains("over 100 items", "score[7]", "no memory");
    }

    @Test
    void the_picture_is_as_agreed() {
        var tasks = new ArrayList<>(RETRYING.tasks());
        for (int i = 0; i < 20; i++) {
            tasks.add(Sample.task("score", i, i < 12 ? "success" : i < 16 ? "running" : "none", 1, null));
        }
        RunDetail mapped = Sample.run(12, "running", tasks.toArray(TaskView[]::new));

        Golden.check(
                "run-picture.txt",
                picture(RUNNING, 80, 24)
                        + picture(mapped, 80, 24)
                        + picture(mapped, 40, 24)
                        + picture(many(), 80, 10)
                        + picture(FAILED, 80, 24)
                        + picture(GOOD, 80, 24));
    }

    @Test
    void the_picture_never_leaves_the_screen() {
        for (int rows = 3; rows < 60; rows += 7) {
            for (int columns = 20; columns < 200; columns += 33) {
                List<String> lines =
                        new RunPicture(new Ink(true), Sample.NOW, rows).lines(many(), new Screen.Size(columns, rows));
                assertThat(lines).hasSizeLessThan(rows);
                int width = columns;
                assertThat(lines).allMatch(line -> Ink.width(line) < width);
            }
        }
    }

    @Test
    void on_a_terminal_each_frame_is_drawn_over_the_last() {
        Session session = Session.terminal();
        try (var display = new LiveDisplay(session.context().screen(), new Ink(true))) {
            display.update(RUNNING);
            session.size = new Screen.Size(20, 24);
            display.say("cancelling");
            display.update(FAILED);
        }

        assertThat(session.out())
                .startsWith("\u001b[?25l")
                .endsWith("\u001b[?25h")
                .contains("cancelling");
        // Four lines of up to 39 columns were drawn; in a window of 20 columns they are seven rows now.
        int rows = new RunPicture(new Ink(false), Sample.NOW, 0)
                .lines(RUNNING, new Screen.Size(100, 24)).stream()
                        .mapToInt(line -> (line.length() + 19) / 20)
                        .sum();
        assertThat(session.out()).contains("\u001b[" + rows + "A");
    }

    @Test
    void on_a_terminal_the_report_follows_the_picture() throws Exception {
        Session session = course(Session.terminal(), RUNNING, GOOD);

        session.type("run", file());

        assertThat(Ink.strip(session.out())).contains("churn succeeded in 12.0s");
        assertThat(session.type("run", file(), "--no-color").out()).doesNotContain("\u001b[3", "\u001b[1m");
    }

    @Test
    void the_first_interrupt_asks_and_a_closed_watch_hears_no_more() throws InterruptedException {
        var asked = new java.util.concurrent.CountDownLatch(1);

        try (var interrupts = Interrupts.handle(asked::countDown, () -> {})) {
            interrupts.interrupted();
            asked.await();
        }

        assertThat(asked.getCount()).isZero();
    }

    private static RunDetail many() {
        var tasks = new ArrayList<TaskView>();
        for (int i = 0; i < 50; i++) {
            String state = i < 20 ? "success" : i < 23 ? "running" : i < 24 ? "failed" : "none";
            tasks.add(Sample.task("step_" + i, -1, state, 1, i == 23 ? "exit code 3 and a long story of why" : null));
        }
        return Sample.run(12, "running", tasks.toArray(TaskView[]::new));
    }

    private static String picture(RunDetail run, int columns, int rows) {
        List<String> lines = new RunPicture(new Ink(false), Sample.NOW, 3).lines(run, new Screen.Size(columns, rows));
        return "── %d × %d\n%s\n".formatted(columns, rows, String.join("\n", lines));
    }

    private static Session course(Session session, RunDetail... views) {
        session.platform.file("churn.yaml", Sample.dag());
        session.platform.api.runs.add(views[0]);
        session.platform.api.course.addAll(List.of(views));
        return session;
    }

    private String file() throws Exception {
        Path file = Files.writeString(folder.resolve("churn.yaml"), "");
        return file.toString();
    }
}
