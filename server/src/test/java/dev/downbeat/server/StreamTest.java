package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.client.HttpDownbeat;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamTest {
    private final FakeDownbeat downbeat = new FakeDownbeat();
    private final HttpClient http = HttpClient.newHttpClient();
    private Web web;

    @BeforeEach
    void start() {
        web = new Web(downbeat);
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        web.close();
    }

    @Test
    void a_run_is_told_at_once_and_at_each_change_until_it_ends() throws IOException, InterruptedException {
        BufferedReader events = open("/api/v1/runs/7/events", "");
        assertThat(next(events)).startsWith("id: 1|event: run|data: {\"summary\":{\"id\":7");
        await().until(() -> downbeat.followers() == 1);

        downbeat.move(2, "running");
        assertThat(next(events)).startsWith("id: 2|event: run|");

        downbeat.move(3, "success");
        assertThat(next(events)).contains("\"state\":\"success\"");
        assertThat(events.readLine()).isNull();
        await().until(() -> downbeat.followers() == 0);
    }

    @Test
    void who_connects_again_is_not_told_what_was_seen() throws IOException, InterruptedException {
        BufferedReader events = open("/api/v1/runs/7/events", "1");
        await().until(() -> downbeat.followers() == 1);

        downbeat.move(2, "failed");

        assertThat(next(events)).startsWith("id: 2|");
    }

    @Test
    void who_connects_again_is_told_of_progress_that_has_no_number_of_its_own()
            throws IOException, InterruptedException {
        BufferedReader events = open("/api/v1/runs/7/events", "1");

        await().until(() -> {
            downbeat.move(1, "running");
            return events.ready();
        });

        assertThat(next(events)).startsWith("id: 1|event: run|");
    }

    @Test
    void a_log_is_told_while_it_grows_and_from_where_it_was_left() throws IOException, InterruptedException {
        downbeat.log = "one\n";
        BufferedReader events = open("/api/v1/runs/7/tasks/t/log/stream", "");
        assertThat(next(events)).startsWith("id: 1:4|event: log|data: {\"text\":\"one\\n\"");

        downbeat.log = "one\ntwo\n";
        assertThat(next(events)).startsWith("id: 1:8|event: log|data: {\"text\":\"two\\n\"");
        BufferedReader later = open("/api/v1/runs/7/tasks/t/log/stream", "1:4");
        assertThat(next(later)).contains("\"text\":\"two\\n\"");

        downbeat.move(2, "success");
        assertThat(next(events)).contains("\"complete\":true");
        assertThat(events.readLine()).isNull();
    }

    @Test
    void a_stopping_server_lets_go_of_who_listens() throws IOException, InterruptedException {
        BufferedReader events = open("/api/v1/runs/7/events", "");
        assertThat(next(events)).startsWith("id: 1|");

        web.server.close();

        assertThat(events.readLine()).isNull();
    }

    @Test
    void an_unknown_run_is_a_problem_not_a_stream() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                web.request("/api/v1/runs/8/events")
                        .header("Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("there is no run 8");
    }

    @Test
    void the_client_follows_a_run_to_its_end() throws InterruptedException {
        BlockingQueue<RunDetail> seen = new LinkedBlockingQueue<>();
        try (var client = new HttpDownbeat(web.server.url())) {
            var subscription = client.follow(7, seen::add);
            assertThat(next(seen).seq()).isEqualTo(1);
            await().until(() -> downbeat.followers() == 1);

            downbeat.move(2, "success");

            assertThat(next(seen)).isEqualTo(downbeat.run(7));
            await().until(() -> downbeat.followers() == 0);
            subscription.close();
        }
    }

    @Test
    void the_client_turns_problems_back_into_exceptions() {
        try (var client = new HttpDownbeat(web.server.url())) {
            Assertions.assertThatThrownBy(() -> client.dag("chrun"))
                    .isInstanceOfSatisfying(DownbeatException.class, error -> {
                        assertThat(error.code()).isEqualTo(ErrorCode.NOT_FOUND);
                        assertThat(error.text()).isEqualTo("there is no DAG 'chrun': did you mean 'churn'?");
                    });
            Assertions.assertThatThrownBy(() -> client.follow(8, _ -> {})).hasMessage("there is no run 8");
            web.server.close();
            Assertions.assertThatThrownBy(client::info)
                    .isInstanceOfSatisfying(
                            DownbeatException.class,
                            error -> assertThat(error.code()).isEqualTo(ErrorCode.EXTERNAL_SERVICE));
        }
    }

    private static RunDetail next(BlockingQueue<RunDetail> seen) throws InterruptedException {
        return java.util.Objects.requireNonNull(seen.poll(20, TimeUnit.SECONDS));
    }

    private BufferedReader open(String path, String lastEventId) throws IOException, InterruptedException {
        var request = web.request(path).header("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /// The lines of the next event, comments left out.
    private static String next(BufferedReader events) throws IOException {
        var lines = new StringBuilder();
        for (String line = events.readLine(); line != null; line = events.readLine()) {
            if (line.isEmpty() && !lines.isEmpty()) {
                break;
            }
            if (!line.isEmpty() && !line.startsWith(":")) {
                lines.append(lines.isEmpty() ? "" : "|").append(line);
            }
        }
        return lines.toString();
    }
}
