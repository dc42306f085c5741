import dev.downbeat.model.MapOptions;
import dev.downbeat.model.TriggerRule;
import dev.downbeat.sdk.Dag;
import java.util.List;

/// The ways to map a task in Java: combinations, pairs, batches, along another one, and failures that are borne.
public final class Grid {
    static List<Integer> depths() {
        return List.of(3, 5);
    }

    static List<Double> rates() {
        return List.of(0.1, 0.2, 0.3);
    }

    static List<String> hosts() {
        return List.of("red", "blue");
    }

    static double fit(Integer depth, Double rate) {
        if (depth == 5 && rate > 0.25) {
            throw new IllegalStateException("it does not converge");
        }
        return depth * rate;
    }

    static double score(Double loss) {
        return 1 - loss;
    }

    static void place(Integer depth, String host) {
        System.out.println("depth " + depth + " on " + host);
    }

    static void mail(List<Double> rates) {
        System.out.println("one mail about " + rates);
    }

    static void best(List<Double> scores) {
        System.out.println("the best of " + scores.size() + " fits");
    }

    public static final Dag DAG = Dag.of("grid", d -> {
        d.description("The ways to map a task, in Java");
        var depths = d.call(Grid::depths);
        var rates = d.call(Grid::rates);
        var hosts = d.call(Grid::hosts);
        var fits = d.cross(depths, rates)
                .options(o -> o.withTolerance(new MapOptions.Tolerance(0, 20)).withMaxLength(100))
                .call(Grid::fit);
        var scores = d.along(fits).call(Grid::score); // each as soon as its fit has ended
        d.zip(depths, hosts).run(Grid::place);
        d.each(rates).batch(2).run(Grid::mail);
        d.task("best").rule(TriggerRule.ALL_DONE).with(scores).run(Grid::best);
    });
}
