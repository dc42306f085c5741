import dev.downbeat.sdk.Assets;
import dev.downbeat.sdk.Dag;

/** Starts when one of two assets is new, and makes a third one. */
public final class Stocked {
    static void count(Integer rows) {
        System.out.println("counted " + rows + " articles");
    }

    public static final Dag DAG = Dag.of("stock_list", d -> {
        d.description("Starts when one of two assets is new, and makes a third one");
        d.consumes(Assets.any("deliveries", "sales"));
        var rows = d.param("rows", 20);
        d.task("count").produces("stock").with(rows).run(Stocked::count);
    });
}
