package dev.downbeat.sdk.operator;

import java.util.Map;
import java.util.Optional;

/// How to reach an outside system. Written as a URI (`postgresql://user:password@host:5432/db?sslmode=require`)
/// or as an object with these fields.
///
/// @param type  `postgresql`, `duckdb`, `http`, `smtp`, …
/// @param port  0 when not given
/// @param path  database, schema or path; without the leading slash of the URI except where the file is
///         absolute
/// @param extra the rest
public record Connection(
        String id, String type, String host, int port, Login login, String path, Map<String, String> extra) {
    public Connection {
        extra = Map.copyOf(extra);
    }

    /// User and password; either may be empty. The password never appears in [#toString].
    public record Login(String user, String password) {
        public static final Login NONE = new Login("", "");

        @Override
        public String toString() {
            return "Login[user=" + user + ", password=***]";
        }
    }

    public Optional<String> extra(String key) {
        return Optional.ofNullable(extra.get(key));
    }
}
