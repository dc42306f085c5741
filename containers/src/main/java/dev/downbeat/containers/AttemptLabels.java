package dev.downbeat.containers;

import dev.downbeat.model.AttemptId;
import java.util.Map;

/// The labels by which people find the container of an attempt:
///
/// ```sh
/// docker ps --filter label=downbeat.dev/dag=churn
/// ```
public final class AttemptLabels {
    public static final String DAG = "downbeat.dev/dag";
    public static final String RUN = "downbeat.dev/run";
    public static final String TASK = "downbeat.dev/task";
    public static final String MAP_INDEX = "downbeat.dev/map-index";
    public static final String ATTEMPT = "downbeat.dev/attempt";

    private AttemptLabels() {}

    public static Map<String, String> of(String dag, AttemptId attempt) {
        return Map.of(
                DAG, dag,
                RUN, attempt.key().run().toString(),
                TASK, attempt.key().task().value(),
                MAP_INDEX, Integer.toString(attempt.key().index().value()),
                ATTEMPT, Integer.toString(attempt.number()));
    }
}
