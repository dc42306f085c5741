import static dev.downbeat.sdk.Operators.bash;

import dev.downbeat.model.TriggerRule;
import dev.downbeat.sdk.Dag;
import dev.downbeat.sdk.Use;
import java.util.Map;

/// What follows a success, a failure and a skip is a matter of the rule; a newest run only; another DAG's run.
public final class Rules {
    static void works() {}

    static void breaks() {
        throw new IllegalStateException("as expected");
    }

    public static final Dag DAG = Dag.of("rules", d -> {
        d.description("Trigger rules, labels on arrows, latest-only and another DAG, in Java");
        var works = d.run(Rules::works);
        var breaks = d.task("breaks").allowFailure().run(Rules::breaks);
        d.task("on_failure").rule(TriggerRule.ONE_FAILED).after(works, breaks).use(bash("echo alarm"));
        d.task("whatever")
                .rule(TriggerRule.ALL_DONE)
                .after("always", works)
                .after("even so", breaks)
                .use(bash("echo all have ended"));
        var newest = d.task("newest").after(works).use(Use.of("latest_only", Map.of()));
        // params.yaml beside it
        d.task("greet")
                .after(newest)
                .use(Use.of("trigger_dag", Map.of("dag", "params", "params", Map.of("name", "Ada", "times", 1))));
    });
}
