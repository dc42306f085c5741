import static dev.downbeat.sdk.Sensors.duration;
import static dev.downbeat.sdk.Sensors.file;

import dev.downbeat.sdk.Dag;
import dev.downbeat.sdk.Sensors;
import dev.downbeat.sdk.Task;
import dev.downbeat.sdk.operator.Deferral;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/// Waits in three ways: by a sensor that is shipped, by a method of its own, and by a task that defers itself.
public final class Waiting {
    static String write() throws IOException {
        Path part = Files.createTempDirectory("downbeat-waiting").resolve("part.csv");
        return Files.writeString(part, "a;1\n").toString();
    }

    /// A sensor: asked again and again until it is true.
    static boolean isComplete(Sensors.Files files) throws IOException {
        if (files.bytes() < 8) {
            Files.writeString(Path.of(files.path()), "b;2\n", StandardOpenOption.APPEND);
        }
        return Files.size(Path.of(files.path())) >= 8;
    }

    /// Starts a job, holds nothing while it runs, and is called again with what it left.
    static String job() {
        if (Task.context().state() == null) {
            throw Deferral.until(Instant.now().plusMillis(500), "job-17", "job-17 runs");
        }
        System.out.println(Task.context().state() + " is done");
        return "done";
    }

    public static final Dag DAG = Dag.of("waiting", d -> {
        var part = d.task("write").call(Waiting::write);
        var arrival = d.task("arrival")
                .use(file(part.template()).every(Duration.ofMillis(200)).timeout(Duration.ofMinutes(1)));
        var complete = d.task("complete")
                .until(w -> w.every(Duration.ofMillis(200)).timeout(Duration.ofMinutes(1)))
                .with(arrival)
                .call(Waiting::isComplete);
        var pause = d.task("pause").after(complete).use(duration(Duration.ofMillis(300)));
        d.task("job").after(pause).call(Waiting::job);
    });
}
