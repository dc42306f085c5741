package dev.downbeat.store.machine;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What went wrong with the database, in words that tell a person what to do next.
public final class Trouble {
    private static final String DISK_FULL =
            "; the disk is full: make room, then try again (nothing that was stored is lost)";

    private Trouble() {}

    /// @param what what could not be done: `cannot commit`
    /// @return DATABASE when trying again may help; INTERNAL when PostgreSQL refused the data or the
    ///         statement itself, so that no repetition can succeed
    public static DownbeatException sql(String what, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        // 21, 22, 23, 42: cardinality, data, constraint, syntax.
        boolean refused = state.matches("(21|22|23|42).*");
        String hint = switch (state) {
            case "53100" -> DISK_FULL;
            case "53300" -> "; all connections are taken: raise max_connections of the server";
            case "28P01", "28000" -> "; check user and password";
            case "3D000" -> "; create the database first";
            default -> "";
        };
        return new DownbeatException(
                refused ? ErrorCode.INTERNAL : ErrorCode.DATABASE, what + ": " + oneLine(e.getMessage()) + hint, e);
    }

    /// A file or program of the embedded database is the trouble.
    public static DownbeatException io(String what, IOException e) {
        String hint = fullDisk(e.getMessage()) ? DISK_FULL : "";
        return new DownbeatException(ErrorCode.DATABASE, what + ": " + oneLine(e.getMessage()) + hint, e);
    }

    /// A program of PostgreSQL failed.
    ///
    /// @param output the last lines of what it said
    public static DownbeatException program(String what, String output) {
        String hint = fullDisk(output) ? DISK_FULL : "";
        return new DownbeatException(
                ErrorCode.DATABASE,
                what + hint + "\n" + output.strip().indent(4).stripTrailing());
    }

    private static boolean fullDisk(@Nullable String text) {
        return text != null && text.toLowerCase(Locale.ROOT).contains("no space left on device");
    }

    private static String oneLine(@Nullable String text) {
        return text == null ? "no reason given" : text.strip().replaceAll("\\s*\\R\\s*", " / ");
    }
}
