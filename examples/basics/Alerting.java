import static dev.downbeat.sdk.Notifiers.call;

import dev.downbeat.sdk.Alert;
import dev.downbeat.sdk.Dag;
import java.time.Duration;

/// A method of the DAG's own that is told what becomes of its tasks and runs; `slack("ops")` or
/// `email("ops@example.org")` would stand in its place.
public final class Alerting {
    static void load() {
        System.out.println("loaded 20 rows");
    }

    static void tell(Alert alert) {
        System.out.println(alert.event() + ": " + alert.title());
    }

    public static final Dag DAG = Dag.of("alerting", d -> {
        d.description("A Java method is told when a run has succeeded, failed or takes too long");
        d.onSuccess(call(Alerting::tell)).onFailure(call(Alerting::tell));
        d.deadline(Duration.ofHours(1)).onDeadline(call(Alerting::tell));
        d.defaults(s -> s.onFailure(call(Alerting::tell)));
        d.task("load").retries(2).onRetry(call(Alerting::tell)).run(Alerting::load);
    });
}
