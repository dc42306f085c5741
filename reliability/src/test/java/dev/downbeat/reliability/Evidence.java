package dev.downbeat.reliability;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is left to see after a round: what was accepted, what the history says, and what tasks did.
///
/// @param runs     all that are stored, whoever asked for them
/// @param asserted run and its state, as each of the servers tells it
/// @param updates  of assets, and the runs that each of them started
record Evidence(
        List<Accepted> accepted,
        List<Run> runs,
        List<Told> asserted,
        List<Task> tasks,
        List<Attempt> attempts,
        List<Event> events,
        List<Effect> effects,
        List<Value> values,
        List<Update> updates) {
    /// A submission that was answered with a 2xx.
    ///
    /// @param key the idempotency key; empty for none
    record Accepted(long run, String dag, String key) {}

    /// @param asker the run that triggered it; 0 for none
    record Run(long id, String dag, String state, long asker) {}

    record Told(String server, long run, String state) {}

    /// A task instance.
    record Instance(long run, String task, int index) {
        @Override
        public String toString() {
            return index < 0 ? "%d/%s".formatted(run, task) : "%d/%s[%d]".formatted(run, task, index);
        }
    }

    record Task(Instance key, String state, int attempt) {}

    /// @param outcome `lost`, `failed` and so on; the state for the last one
    record Attempt(Instance key, int number, String outcome) {}

    /// A line of the history; of the run itself when the key names no task.
    ///
    /// @param at when it was committed: from then on users can see it
    record Event(Instance key, Instant at, int attempt, String from, String to, String note) {}

    /// A line that a task wrote outside.
    ///
    /// @param phase `begin` or `end`
    record Effect(Instance key, int attempt, String phase, String server) {}

    /// The output of a task instance.
    ///
    /// @param by which attempt it is of
    record Value(Instance key, int by) {}

    /// @param starts how many runs it started
    record Update(long id, String asset, long run, int starts) {}

    /// What the tasks of a DAG are expected to do.
    ///
    /// @param tasks     how many instances each has
    /// @param effective those that write down what they do
    /// @param failing   those of whose attempts the first, lost ones apart, has to fail
    /// @param triggers  runs of other DAGs
    record Shape(Map<String, Integer> tasks, Set<String> effective, Set<String> failing, int triggers) {
        /// Of a run that is not there.
        static final Shape UNKNOWN = new Shape(Map.of(), Set.of(), Set.of(), 0);

        Shape {
            tasks = Map.copyOf(tasks);
            effective = Set.copyOf(effective);
            failing = Set.copyOf(failing);
        }
    }
}
