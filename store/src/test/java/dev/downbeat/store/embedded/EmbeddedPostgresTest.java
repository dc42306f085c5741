package dev.downbeat.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.store.Database;
import dev.downbeat.store.StoreSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    private static final Path BINARIES = Path.of("target", "postgres").toAbsolutePath();

    @TempDir
    Path home;

    private StoreSettings settings;

    @BeforeEach
    void choose_home() {
        // A space in the path: homes have them.
        home = home.resolve("my home");
        settings = StoreSettings.embedded(home).withBinaries(BINARIES);
    }

    @AfterEach
    void stop_what_is_left() throws IOException {
        EmbeddedPostgres.start(home, BINARIES).close();
        assertThat(home.resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    @Test
    void commits_are_durable_and_only_the_owner_gets_in() throws SQLException, IOException {
        try (Database database = Database.open(settings);
                Connection connection = database.connect()) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                assertThat(ask(connection, "show " + setting)).as(setting).isEqualTo("on");
            }
            assertThat(ask(connection, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(connection, "select count(*) from pg_hba_file_rules where auth_method <> 'scram-sha-256'"))
                    .isEqualTo("0");
            assertThat(database.description()).isEqualTo("embedded");
        }
        for (String file : List.of("password", "data", "server.log")) {
            var permissions =
                    Files.getPosixFilePermissions(home.resolve("postgres").resolve(file));
            assertThat(PosixFilePermissions.toString(permissions)).as(file).endsWith("------");
        }
    }

    @Test
    void a_stopped_database_starts_again_with_its_data() throws SQLException {
        try (Database database = Database.open(settings);
                Connection connection = database.connect()) {
            run(connection, "create table note as select 'kept' as text");
        }

        try (Database database = Database.open(settings);
                Connection connection = database.connect()) {
            assertThat(ask(connection, "select text from note")).isEqualTo("kept");
        }
    }

    @Test
    void two_users_in_one_process_share_the_server_and_the_last_stops_it() {
        var first = EmbeddedPostgres.start(home, BINARIES);
        var second = EmbeddedPostgres.start(home, BINARIES);

        assertThat(second.pid()).isEqualTo(first.pid());
        first.close();
        assertThat(ProcessHandle.of(first.pid())).isPresent();
        second.close();
        second.close();
        assertThat(ends(first.pid())).isTrue();
    }

    @Test
    void two_processes_share_the_server_and_the_last_stops_it() throws IOException {
        var postgres = EmbeddedPostgres.start(home, BINARIES);
        try (var other = new Child(home)) {
            assertThat(other.says()).isEqualTo(Long.toString(postgres.pid()));
            postgres.close();
            assertThat(ProcessHandle.of(postgres.pid())).isPresent();

            other.tell("close");
            assertThat(other.process
                            .onExit()
                            .orTimeout(30, TimeUnit.SECONDS)
                            .join()
                            .exitValue())
                    .isZero();
            assertThat(ends(postgres.pid())).isTrue();
        }
    }

    @Test
    void killing_the_process_loses_no_acknowledged_commit_and_leaves_a_server_to_reuse()
            throws IOException, SQLException {
        String pid;
        long acknowledged = 0;
        try (var child = new Child(home)) {
            pid = child.says();
            child.tell("commit");
            while (acknowledged < 300) {
                acknowledged = Long.parseLong(child.says());
            }
            child.process.toHandle().destroyForcibly(); // unlike the process's own, it leaves the pipe open
            for (String line = child.says(); !line.isEmpty(); line = child.says()) {
                acknowledged = Math.max(acknowledged, Long.parseLong(line));
            }
        }

        try (var postgres = EmbeddedPostgres.start(home, BINARIES);
                Connection connection = connect(postgres)) {
            assertThat(postgres.pid()).isEqualTo(Long.parseLong(pid));
            assertThat(Long.parseLong(ask(connection, "select count(*) from kept")))
                    .isGreaterThanOrEqualTo(acknowledged);
        }
    }

    @Test
    void killing_the_server_loses_no_commit_and_its_stale_pid_file_does_not_block() throws IOException, SQLException {
        try (Database database = Database.open(settings);
                Connection connection = database.connect()) {
            run(connection, "create table note as select 'kept' as text");
            ProcessHandle server =
                    ProcessHandle.of(database.serverPid().orElseThrow()).orElseThrow();
            List<ProcessHandle> parts = server.descendants().toList();
            server.destroyForcibly();
            server.onExit().orTimeout(10, TimeUnit.SECONDS).join();
            parts.forEach(ProcessHandle::destroyForcibly);
            for (ProcessHandle part : parts) {
                part.onExit().orTimeout(10, TimeUnit.SECONDS).join();
            }
        }
        Path pidFile = home.resolve("postgres/data/postmaster.pid");
        List<String> lines = new java.util.ArrayList<>(Files.readAllLines(pidFile));
        // As after a crash of the machine: by now the number belongs to another program.
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(pidFile, lines);

        try (Database database = Database.open(settings);
                Connection connection = database.connect()) {
            assertThat(ask(connection, "select text from note")).isEqualTo("kept");
        }
    }

    @Test
    void a_server_that_cannot_start_says_why() throws IOException {
        EmbeddedPostgres.start(home, BINARIES).close();
        Path control = home.resolve("postgres/data/global/pg_control");
        byte[] before = Files.readAllBytes(control);
        Files.write(control, Arrays.copyOf(before, 10));

        assertThatThrownBy(() -> EmbeddedPostgres.start(home, BINARIES))
                .isInstanceOf(DownbeatException.class)
                .hasMessageContaining("PostgreSQL does not start")
                .hasMessageContaining("pg_control");

        Files.write(control, before);
    }

    @Test
    void a_half_made_database_is_made_anew() throws IOException {
        Files.createDirectories(home.resolve("postgres/data.partial/base"));
        Files.writeString(home.resolve("postgres/data.partial/PG_VERSION"), "18\n");

        try (var postgres = EmbeddedPostgres.start(home, BINARIES)) {
            assertThat(postgres.port()).isPositive();
        }
    }

    private static boolean ends(long pid) {
        ProcessHandle.of(pid)
                .ifPresent(process ->
                        process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
        return true;
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres";
        return DriverManager.getConnection(url, postgres.user(), postgres.password());
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }

    /// A [Holder] in a process of its own; killed at the end if need be.
    private static final class Child implements AutoCloseable {
        final Process process;
        private final BufferedReader output;
        private final PrintWriter input;

        Child(Path home) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Holder.class.getName(),
                            home.toString(),
                            BINARIES.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            input = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        }

        /// The next line; empty at the end.
        String says() throws IOException {
            String line = output.readLine();
            return line == null ? "" : line;
        }

        void tell(String word) {
            input.println(word);
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }
}
