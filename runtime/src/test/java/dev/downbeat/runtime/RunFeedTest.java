package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunFeedTest {
    private final AtomicReference<RunDetail> stored = new AtomicReference<>(run(1, "running"));
    private final BlockingQueue<Long> seen = new LinkedBlockingQueue<>();
    private final RunFeed feed = new RunFeed(_ -> stored.get());

    @AfterEach
    void tear_down() {
        feed.close();
    }

    @Test
    void the_first_view_comes_at_once_and_the_next_ones_on_a_change() throws InterruptedException {
        feed.follow(7, run -> seen.add(run.seq()));
        assertThat(next()).isEqualTo(1);

        stored.set(run(2, "running"));
        feed.changed(new RunId(7));
        assertThat(next()).isEqualTo(2);

        stored.set(run(3, "success"));
        feed.changed(new RunId(7));
        assertThat(next()).isEqualTo(3);
    }

    @Test
    void a_change_that_nobody_told_of_is_found_all_the_same() throws InterruptedException {
        feed.follow(7, run -> seen.add(run.seq()));
        assertThat(next()).isEqualTo(1);

        stored.set(run(2, "failed"));

        assertThat(next()).isEqualTo(2);
    }

    @Test
    void an_unknown_run_cannot_be_followed() {
        var empty = new RunFeed(run -> {
            throw new DownbeatException(ErrorCode.NOT_FOUND, "there is no run " + run);
        });

        assertThatThrownBy(() -> empty.follow(7, _ -> {})).hasMessage("there is no run 7");
    }

    private Long next() throws InterruptedException {
        return seen.poll(20, TimeUnit.SECONDS);
    }

    private static RunDetail run(long seq, String state) {
        var summary = new RunSummary(7, "d", 1, "manual", state, Instant.EPOCH, Instant.EPOCH, null, null, null);
        return new RunDetail(
                summary, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, Map.of(), Map.of(), seq, Map.of(), List.of());
    }
}
