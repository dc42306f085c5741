package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerFileTest {
    private static final Instant STARTED = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path home;

    private HttpServer server;
    private URI url;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health/live", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_server_that_answers_is_found_until_it_takes_its_file_away() {
        ServerFile written = ServerFile.write(home, url, STARTED);

        assertThat(ServerFile.running(home)).contains(written);

        written.remove(home);
        assertThat(ServerFile.running(home)).isEmpty();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void only_its_user_may_read_the_file() throws IOException {
        ServerFile.write(home, url, STARTED);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("server.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_server_that_no_longer_answers_is_passed_over() {
        ServerFile.write(home, url, STARTED);
        server.stop(0);

        assertThat(ServerFile.running(home)).isEmpty();
    }

    @Test
    void the_file_of_a_dead_process_is_passed_over() throws IOException, InterruptedException {
        Process child = new ProcessBuilder("true").start();
        child.waitFor();
        Files.writeString(
                home.resolve("server.json"),
                "{\"pid\":%d,\"url\":\"%s\",\"started_at\":\"%s\"}".formatted(child.pid(), url, STARTED));

        assertThat(ServerFile.running(home)).isEmpty();
    }

    @Test
    void a_damaged_file_is_passed_over() throws IOException {
        Files.writeString(home.resolve("server.json"), "{");

        assertThat(ServerFile.running(home)).isEmpty();
    }

    @Test
    void a_server_leaves_the_file_of_another_alone() {
        ServerFile first = ServerFile.write(home, url, STARTED);
        ServerFile second = ServerFile.write(home, url, STARTED.plusSeconds(1));

        first.remove(home);

        assertThat(ServerFile.running(home)).contains(second);
    }
}
