package dev.downbeat.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Origin;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.Webhook;
import dev.downbeat.model.Webhook.Check;
import dev.downbeat.model.Webhook.Proof;
import dev.downbeat.sdk.json.SpecJson;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HookTest {
    @Test
    void a_webhook_stands_beside_the_schedule() {
        DagSpec spec = spec(d -> d.schedule(Schedules.once())
                .webhook(Hook.signed("github").key("X-GitHub-Delivery").param("branch", "{{ body.ref }}")));

        assertThat(spec.schedule().webhook())
                .hasValue(new Webhook(
                        "github",
                        new Proof(Check.SIGNATURE, "X-Hub-Signature-256"),
                        "X-GitHub-Delivery",
                        Map.of("branch", "{{ body.ref }}")));
        assertThat(spec.schedule().timed()).map(Schedule.Timed::timetable).hasValue(new Schedule.Once());
    }

    @Test
    void a_token_may_be_in_a_header_of_ones_own() {
        DagSpec spec = spec(d -> d.webhook(Hook.token("gitlab").header("X-Gitlab-Token")));

        assertThat(spec.schedule())
                .isEqualTo(new Schedule.Triggered(
                        Webhook.of("gitlab").withProof(new Proof(Check.TOKEN, "X-Gitlab-Token")),
                        null,
                        List.of(),
                        new Schedule.Manual()));
    }

    @Test
    void it_is_stored_and_read_back() {
        DagSpec spec = spec(d -> d.schedule(Schedules.once())
                .webhook(Hook.token("gitlab").param("n", 3).param("list", "{{ body.items }}")));

        assertThat(SpecJson.read(SpecJson.write(spec))).isEqualTo(spec);
    }

    @Test
    void what_is_no_header_is_refused() {
        assertThatThrownBy(() -> Hook.signed("github").header("X Signature"))
                .isInstanceOf(DownbeatException.class)
                .hasMessageContaining("'X Signature' is no name of an HTTP header");
    }

    private static DagSpec spec(Consumer<DagBody> body) {
        return Dag.of("x", d -> {
                    body.accept(d);
                    d.run(HookTest::nothing);
                })
                .spec(new Origin("java", "X.java", ""));
    }

    private static void nothing() {}
}
