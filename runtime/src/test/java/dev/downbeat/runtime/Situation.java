package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.ExplainViews.Explanation;
import dev.downbeat.api.ExplainViews.GateView;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.runtime.Downbeat.Mode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;

/// A server with the DAG `it`, and what is said of its tasks. Its tasks may wait for a file by [#HOLD].
final class Situation implements AutoCloseable {
    static final String HOLD = "bash: \"until [ -e go ]; do sleep 0.05; done\"";

    private final Downbeat server;

    private Situation(Downbeat server) {
        this.server = server;
    }

    /// @param yaml the DAG without its id
    static Situation of(Place place, String yaml) throws IOException {
        return of(place, place.settings(), yaml);
    }

    static Situation of(Place place, Settings settings, String yaml) throws IOException {
        place.write("dags/it.yaml", "id: it\n" + yaml.replace("HOLD", HOLD));
        return new Situation(Downbeat.open(settings, Mode.SERVE));
    }

    /// What a process says that drives nothing.
    static Situation without(Place place) {
        return new Situation(Downbeat.open(place.settings(), Mode.INSPECT));
    }

    DownbeatApi api() {
        return server.api();
    }

    long run() {
        return api().trigger("it", new TriggerRequest(Map.of(), null, null)).id();
    }

    /// With its logical date.
    long run(int day) {
        var date = Instant.parse("2026-01-0%dT00:00:00Z".formatted(day));
        return api().trigger("it", new TriggerRequest(Map.of(), date, null)).id();
    }

    /// Waits for a task, or as `task[0]` an instance of one, to be in a state.
    Situation until(long run, String task, String state) {
        Awaitility.await(task + " is " + state)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> api().run(run).tasks().stream()
                        .filter(each -> name(each).equals(task))
                        .map(TaskView::state)
                        .anyMatch(state::equals));
        return this;
    }

    private static String name(TaskView task) {
        return task.mapIndex() < 0 ? task.task() : task.task() + "[" + task.mapIndex() + "]";
    }

    /// The gate that keeps the task; all before it have to be met.
    GateView first(long run, String task) {
        return first(run, task, -1);
    }

    GateView first(long run, String task, int index) {
        Explanation explanation = api().explain(run, task, index);
        GateView first = explanation.first().orElseThrow(() -> new AssertionError("nothing keeps it: " + explanation));
        assertThat(first.opens().isEmpty()).isEqualTo(first.standing().equals("never"));
        return first;
    }

    @Override
    public void close() {
        server.close();
    }
}
