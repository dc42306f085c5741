package dev.downbeat.store.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// A process of its own that uses a home: says the server's pid, then does as it is told. `commit` writes
/// numbered rows one by one until it is killed, and says each number after its commit; `close` leaves in
/// good order.
public final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        try (var postgres = EmbeddedPostgres.start(Path.of(arguments[0]), Path.of(arguments[1]));
                var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(postgres.pid());
            if ("commit".equals(input.readLine())) {
                commitForever(postgres);
            }
        }
    }

    private static void commitForever(EmbeddedPostgres postgres) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create table kept (number bigint primary key)");
            for (long number = 1; ; number++) {
                statement.execute("insert into kept values (" + number + ")");
                System.out.println(number);
            }
        }
    }
}
