import dev.downbeat.model.WeightRule;
import dev.downbeat.sdk.Dag;
import java.util.List;

/// How many run at a time: of the DAG, of a run, of a task, and in a pool that other DAGs use too.
public final class Limited {
    static List<String> files() {
        return List.of("a.csv", "b.csv", "c.csv", "d.csv");
    }

    static void load(String file) {
        System.out.println("loading " + file);
    }

    static void rebuild() {
        System.out.println("taking the whole pool");
    }

    static void report() {
        System.out.println("all loaded");
    }

    public static final Dag DAG = Dag.of("limited", d -> {
        d.description("At most two of these tasks run at a time, the most urgent first");
        d.maxActiveRuns(2).maxActiveTasks(10).maxActiveTasksPerRun(5);
        var files = d.call(Limited::files);
        // needs a pool: downbeat pools set narrow 2
        var load = d.task("load").pool("narrow").maxActiveTisPerDagrun(2).each(files).run(Limited::load);
        var rebuild = d.task("rebuild")
                .pool("narrow", 2)
                .priority(10)
                .weightRule(WeightRule.ABSOLUTE)
                .after(files)
                .run(Limited::rebuild);
        d.task("report").after(load, rebuild).maxActiveTisPerDag(1).dependsOnPast().run(Limited::report);
    });
}
