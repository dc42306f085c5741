import dev.downbeat.sdk.Dag;
import dev.downbeat.sdk.Task;
import java.time.Duration;

/// A training that breaks off goes on from its checkpoint; a failure that no retry can mend is not tried again.
public final class Tries {
    static int train() {
        var task = Task.context();
        int done = task.checkpoint() instanceof Number epoch ? epoch.intValue() : 0;
        for (int epoch = done; epoch < 10; epoch++) {
            task.progress(epoch + 1, 10, "epochs");
            task.checkpoint(epoch + 1);
            if (epoch == 3 || epoch == 7) {
                throw new IllegalStateException("the machine went away");
            }
        }
        return task.tryNumber();
    }

    static void publish(Integer tries) {
        System.out.println("trained in " + tries + " tries");
        if (tries > 100) {
            throw Task.fail("the data must be broken: no retry will help");
        }
    }

    static void clean() {
        throw Task.skip("there is nothing to clean");
    }

    public static final Dag DAG = Dag.of("tries", d -> {
        d.description("Goes on from its checkpoint when it breaks off; which failures are tried again, and when");
        var tries = d.task("train")
                .retries(5)
                .retryDelays(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofSeconds(1))
                .retryJitter(0.2)
                .retryIf("failure.exception != 'IllegalArgumentException'")
                .heartbeatTimeout(Duration.ofMinutes(5))
                .queueTimeout(Duration.ofHours(1))
                .totalTimeout(Duration.ofHours(2))
                .call(Tries::train);
        var published = d.task("publish").timeout(Duration.ofMinutes(10)).with(tries).run(Tries::publish);
        d.task("clean").after(published).run(Tries::clean);
    });
}
