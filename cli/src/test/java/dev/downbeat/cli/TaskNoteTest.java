package dev.downbeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.Views.LiveView;
import dev.downbeat.api.Views.ProgressView;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.api.Views.WaitView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskNoteTest {
    @Test
    void a_deferred_sensor_says_what_it_saw_how_often_and_when_it_looks_next() {
        TaskView task = waiting("deferred", new WaitView("no file a.csv", 3, Sample.START, null));

        assertThat(TaskNote.why(task, Sample.NOW)).isEqualTo("no file a.csv, looked 3 times, next in 12.0s");
        assertThat(TaskNote.why(task, Sample.NOW.plusSeconds(60))).isEqualTo("no file a.csv, looked 3 times, next now");
        assertThat(TaskNote.of(task, Sample.NOW)).isEqualTo(TaskNote.why(task, Sample.NOW));
    }

    @Test
    void a_task_that_waits_for_a_moment_says_when_it_goes_on() {
        TaskView task = waiting("deferred", new WaitView("waits until 18:00", 0, Sample.START, null));

        assertThat(TaskNote.why(task, Sample.NOW)).isEqualTo("waits until 18:00, goes on in 12.0s");
    }

    @Test
    void a_task_that_failed_says_how() {
        assertThat(TaskNote.why(Sample.task("train", -1, "failed", 1, "exit code 1\nmore"), Sample.NOW))
                .isEqualTo("exit code 1");
    }

    @Test
    void a_running_task_says_how_far_it_is_and_whether_it_is_silent() {
        TaskView task = Sample.task("load", -1, "running", 1, null);

        assertThat(TaskNote.why(task.withLive(new LiveView(new ProgressView(3, 10, "files"), null)), Sample.NOW))
                .isEqualTo("3 of 10 files");
        assertThat(TaskNote.why(task.withLive(new LiveView(new ProgressView(12_000, 0, "rows"), null)), Sample.NOW))
                .isEqualTo("12,000 rows");
        Instant since = Sample.NOW.minusSeconds(720);
        assertThat(TaskNote.besidesTime(task.withLive(new LiveView(new ProgressView(1, 2, ""), since)), Sample.NOW))
                .isEqualTo("1 of 2, no sign of life for 12m 00s");
    }

    private static TaskView waiting(String state, @Nullable WaitView wait) {
        Instant due = Sample.NOW.plusSeconds(12);
        return new TaskView(
                "arrival",
                -1,
                null,
                "wait_for_file",
                state,
                1,
                1,
                1,
                Sample.START,
                Sample.START,
                null,
                due,
                null,
                List.of(),
                wait,
                null);
    }
}
