package dev.downbeat.store;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/// How to reach a database: a JDBC URL, and apart from it what must not show in messages.
///
/// @param description host, port and database, for people
record Address(String jdbcUrl, Properties properties, String description) {
    private static final Pattern URL =
            Pattern.compile("postgres(?:ql)?://(?:([^:@/]*)(?::([^@/]*))?@)?([^/?]*)(?:/([^?]*))?(?:\\?(.*))?");
    private static final String SHAPE = "postgresql://user:password@host:port/database or jdbc:postgresql:…";

    /// Seconds. Idle connections must notice a dead server, but a statement may take its time.
    private static final int SOCKET_TIMEOUT = 120;

    /// Of statements that are known to be short: when a line has gone silent, nothing else tells.
    private static final int PROMPT_TIMEOUT = 30;

    private static final int CONNECT_TIMEOUT = 10;

    /// @throws DownbeatException BAD_INPUT when the URL cannot be read
    static Address of(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return described(url, new Properties());
        }
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw unreadable();
        }
        var secrets = new Properties();
        if (parts.group(1) != null) {
            secrets.setProperty("user", decoded(parts.group(1)));
        }
        if (parts.group(2) != null) {
            secrets.setProperty("password", decoded(parts.group(2)));
        }
        String database = parts.group(4) == null ? "" : parts.group(4);
        String options = parts.group(5) == null ? "" : "?" + parts.group(5);
        return described("jdbc:postgresql://" + parts.group(3) + "/" + database + options, secrets);
    }

    static Address embedded(int port, String database, String user, String password) {
        var secrets = new Properties();
        secrets.setProperty("user", user);
        secrets.setProperty("password", password);
        return new Address("jdbc:postgresql://127.0.0.1:" + port + "/" + database, secrets, "embedded");
    }

    private static Address described(String jdbcUrl, Properties secrets) {
        Properties parsed = Driver.parseURL(jdbcUrl, secrets);
        if (parsed == null) {
            throw unreadable();
        }
        String description = "%s:%s/%s"
                .formatted(
                        PGProperty.PG_HOST.getOrDefault(parsed),
                        PGProperty.PG_PORT.getOrDefault(parsed),
                        PGProperty.PG_DBNAME.getOrDefault(parsed));
        return new Address(jdbcUrl, parsed, description);
    }

    /// Without the URL: it may hold a password.
    private static DownbeatException unreadable() {
        return new DownbeatException(
                ErrorCode.BAD_INPUT, "the database URL cannot be read; it has to look like " + SHAPE);
    }

    private static String decoded(String text) {
        // A plus is a plus here, unlike in a form.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /// Hands out new connections.
    PGSimpleDataSource source() {
        return source(SOCKET_TIMEOUT);
    }

    /// Hands out connections for short statements.
    PGSimpleDataSource promptSource() {
        return source(PROMPT_TIMEOUT);
    }

    private PGSimpleDataSource source(int socketTimeout) {
        var source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl);
        if (properties.getProperty("user") != null) {
            source.setUser(properties.getProperty("user"));
        }
        if (properties.getProperty("password") != null) {
            source.setPassword(properties.getProperty("password"));
        }
        // What the URL says goes first.
        if (properties.getProperty(PGProperty.APPLICATION_NAME.getName()) == null) {
            source.setApplicationName("downbeat");
        }
        if (properties.getProperty(PGProperty.SOCKET_TIMEOUT.getName()) == null) {
            source.setSocketTimeout(socketTimeout);
        }
        if (properties.getProperty(PGProperty.CONNECT_TIMEOUT.getName()) == null) {
            source.setConnectTimeout(CONNECT_TIMEOUT);
        }
        if (properties.getProperty(PGProperty.LOGIN_TIMEOUT.getName()) == null) {
            source.setLoginTimeout(CONNECT_TIMEOUT);
        }
        source.setTcpKeepAlive(true);
        return source;
    }
}
