import dev.downbeat.sdk.Dag;
import dev.downbeat.sdk.Sensors;
import java.time.Duration;

/** A run for each file that arrives. */
public final class Arrivals {
    static void tell() {
        System.out.println("new files have arrived");
    }

    public static final Dag DAG = Dag.of("arrivals", d -> {
        d.description("A run for each file that arrives");
        d.watches("drop_box", Sensors.file("drop_box/*.json").every(Duration.ofSeconds(10)));
        d.task("tell").run(Arrivals::tell);
    });
}
