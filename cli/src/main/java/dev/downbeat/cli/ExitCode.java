package dev.downbeat.cli;

import dev.downbeat.model.DownbeatException;

/// What the process tells its caller.
enum ExitCode {
    SUCCESS(0, "it worked; a run that was followed ended in success"),
    RUN_FAILED(
            1,
            "the run that was followed failed or was cancelled; `db check` found something wrong;"
                    + " a worker gave back what it had not finished"),
    BAD_INPUT(2, "a wrong option, an unknown name, a DAG file with mistakes"),
    TROUBLE(3, "something else failed: the database, the server, Downbeat itself"),
    INTERRUPTED(130, "Ctrl-C was pressed twice");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    String meaning() {
        return meaning;
    }

    static ExitCode of(DownbeatException error) {
        return switch (error.code().category()) {
            case USER -> BAD_INPUT;
            case EXTERNAL, CAPACITY, INTERNAL -> TROUBLE;
        };
    }
}
