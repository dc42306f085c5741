package dev.downbeat.sdk;

import static dev.downbeat.sdk.Schedules.daily;

import dev.downbeat.model.TriggerRule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/// The example of the documentation, as a test reads it.
public final class Churn {
    record Frame(Path file, long rows) {}

    record Model(String uri, double auc) {}

    record Grid(double lr) {}

    record Settings(double minAuc) {}

    sealed interface Verdict {}

    record Promote(Model model) implements Verdict {}

    record Reject(String reason) implements Verdict {}

    static List<Path> extractFiles(LocalDate day) {
        return List.of(Path.of("raw/%s.csv".formatted(day)));
    }

    static Frame clean(Path raw) {
        return new Frame(raw, 1);
    }

    static List<Grid> grid(Settings settings) {
        return List.of(new Grid(settings.minAuc()));
    }

    static Model fit(Frame frame, Grid grid) {
        return new Model("m", grid.lr());
    }

    static Model best(List<Model> trials, Settings settings) {
        return trials.getFirst();
    }

    static Verdict judge(Model model, double threshold) {
        return model.auc() >= threshold ? new Promote(model) : new Reject("auc " + model.auc());
    }

    static String publish(Promote promote) {
        return promote.model().uri();
    }

    static void announce() {}

    public static final Dag DAG = Dag.of("churn", d -> {
        d.description("Train and publish the churn model").owners("ml").tags("ml", "daily");
        d.schedule(daily().at("06:00", "Europe/Berlin").start(LocalDate.of(2026, 1, 1)));
        d.defaults(s -> s.retries(3).timeout(Duration.ofHours(1)));
        var threshold = d.param("threshold", 0.9).minimum(0).maximum(1);
        var settings = Dag.value(new Settings(.8));

        var files = d.with(d.day()).call(Churn::extractFiles);
        var frames = d.each(files).call(Churn::clean);
        var grid = d.with(settings).call(Churn::grid);
        var trials = d.task("fit").retries(2).pool("gpu").cross(frames, grid).call(Churn::fit);
        var best = d.with(trials, settings).call(Churn::best);
        var verdict = d.with(best, threshold).call(Churn::judge);
        var decided = d.with(verdict)
                .route(r -> r.on(Promote.class, promote -> d.with(promote).call(Churn::publish))
                        .on(
                                Reject.class,
                                reject -> d.task("tell")
                                        .use(Operators.bash("echo rejected: " + reject.get(Reject::reason)))));
        d.task("announce")
                .after(decided)
                .rule(TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)
                .run(Churn::announce);
    });

    private Churn() {}
}
