package dev.downbeat.operators.sql;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a database's error means for the task: a message for people, and whether trying again can help.
final class SqlFailure {
    // By the first two characters of SQLSTATE: syntax and access, data, integrity, authorization, features.
    private static final Set<String> FOR_GOOD = Set.of("42", "22", "23", "28", "0A", "3D", "3F", "21", "2B", "44");

    // DuckDB gives no SQLSTATE but begins with the kind of error.
    private static final Pattern DUCKDB_FOR_GOOD = Pattern.compile(
            "(Parser|Binder|Catalog|Conversion|Constraint|"
                    + "Invalid Input|Not implemented|Out of Range|Mismatch Type|Permission|Syntax) Error:.*",
            Pattern.DOTALL);

    private static final Pattern POINTER = Pattern.compile("[\\s^]*");

    private SqlFailure() {}

    /// @param where ` (line 3 of the script)` or nothing
    static TaskFailedException of(SQLException e, String where) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String text = text(e).strip();
        String message = (state.isEmpty() ? "" : "SQLSTATE " + state + ": ") + text + where + hint(state, text);
        if (e instanceof SQLTimeoutException) {
            return TaskFailedException.retryable(ErrorCode.TASK_TIMEOUT, "the statement ran out of time" + where, e);
        }
        if (!(e instanceof SQLTransientException) && forGood(state, text)) {
            return TaskFailedException.terminal(ErrorCode.TASK_FAILED, message, e);
        }
        return TaskFailedException.retryable(ErrorCode.EXTERNAL_SERVICE, message, e);
    }

    private static boolean forGood(String state, String text) {
        return (state.length() == 5 && FOR_GOOD.contains(state.substring(0, 2)))
                || DUCKDB_FOR_GOOD.matcher(text).matches()
                || text.startsWith("No suitable driver");
    }

    /// Without the lines that only point at a place in the line above: in a message of one line they point
    /// nowhere.
    private static String text(SQLException e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines()
                        .filter(line -> !POINTER.matcher(line).matches())
                        .collect(Collectors.joining("\n"));
    }

    private static String hint(String state, String text) {
        if (text.contains("Could not set lock on file")) {
            return "\na DuckDB file can be open in one process at a time: close it there, or read a copy";
        }
        if (text.startsWith("No suitable driver")) {
            return "; put the driver's jar beside Downbeat's own in lib/";
        }
        return state.equals("25001") || text.contains("cannot run inside a transaction block")
                ? "; set transaction: false"
                : "";
    }
}
