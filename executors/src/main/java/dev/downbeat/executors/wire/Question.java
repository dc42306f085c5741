package dev.downbeat.executors.wire;

import java.util.List;

/// What an attempt wants to have looked up.
///
/// @param names the one id or key; see [Subject]
public record Question(Subject subject, List<String> names) {
    public Question {
        names = List.copyOf(names);
    }

    /// Of what kind it is, and what its names are.
    public enum Subject {
        CONNECTION,
        VARIABLE,
        /// The names are the tasks.
        OUTPUTS,
        /// The first name is the map index, the others are the tasks.
        OUTPUTS_AT,
        CONNECTION_IDS,
        VARIABLE_KEYS,
        /// DAG, logical date, task; the last two may be empty.
        OTHER_RUN,
        RUN_BY_ID,
        /// The name is what is to be started, as JSON.
        TRIGGER
    }
}
