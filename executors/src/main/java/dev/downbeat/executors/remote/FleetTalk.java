package dev.downbeat.executors.remote;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What workers and the server say to each other, beside what attempts have to say anywhere
/// ([dev.downbeat.executors.wire]).
public final class FleetTalk {
    /// Where the server answers workers, with their fleet's secret.
    public static final String WORKERS = "/execution/v1/workers";

    /// Where it answers attempts, each with its own token.
    public static final String ATTEMPT = "/execution/v1/attempt";

    private FleetTalk() {}

    /// Worker: I am here.
    public record Hello(String name, List<String> queues, int slots, String version) {
        public Hello {
            queues = List.copyOf(queues);
        }
    }

    /// Server: you are known as this.
    ///
    /// @param artifacts the folder of the server's artifacts: paths below it mean files that have to be
    ///                  fetched
    /// @param dags      the server's folder of DAG files
    public record Welcome(long worker, String artifacts, String dags) {}

    /// Worker: give me attempts of these queues.
    public record Wanted(List<String> queues, int most) {
        public Wanted {
            queues = List.copyOf(queues);
        }
    }

    /// Server: do these.
    public record Given(List<Task> tasks) {
        public Given {
            tasks = List.copyOf(tasks);
        }
    }

    /// An attempt to be done.
    ///
    /// @param token   proves what is said of the attempt
    /// @param version the id of the DAG version, which is asked for once
    /// @param work    a [dev.downbeat.executors.wire.WorkOrder] as JSON
    public record Task(String token, long version, String work) {
        /// Without the token.
        @Override
        public String toString() {
            return "Task[" + work + "]";
        }
    }

    /// Server, to whoever was started for one attempt: this is it.
    ///
    /// @param version   the id of the DAG version
    /// @param work      a [dev.downbeat.executors.wire.WorkOrder] as JSON
    /// @param artifacts as in [Welcome]
    /// @param dags      as in [Welcome]
    public record Errand(long version, String work, String artifacts, String dags) {}

    /// Server: the attempt is to go on, or to stop.
    public record GoOn(boolean goOn) {}

    /// Worker: the attempt has ended so.
    ///
    /// @param ending an [dev.downbeat.executors.wire.Ending] as JSON
    public record End(String ending) {}

    /// Worker: I live, and have these.
    ///
    /// @param attempts their tokens' hashes
    public record Alive(List<String> attempts, boolean draining) {
        public Alive {
            attempts = List.copyOf(attempts);
        }
    }

    /// Server: stop these; those among them that you lost need not be reported.
    public record Stops(List<String> attempts) {
        public Stops {
            attempts = List.copyOf(attempts);
        }
    }

    /// Server: you may begin.
    ///
    /// @param lines      how many lines the attempt's log has already
    /// @param checkpoint how far the task instance has come, as JSON; null when nothing is known
    public record Begin(long lines, @Nullable String checkpoint) {}

    /// Worker: these lines of the attempt's log.
    ///
    /// @param first the number of the first one
    /// @param text  whole lines
    public record Lines(long first, String text) {}

    /// A file of the server's artifacts.
    ///
    /// @param path from their folder on
    public record StoredFile(String path, long bytes) {}
}
