package dev.downbeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UpTest {
    private static final long PATIENCE_SECONDS = 60;

    /// The program as it is started, but for what is behind the commands.
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            var screen = new Screen(
                    new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                    new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                    false,
                    () -> Screen.Size.USUAL,
                    InstantSource.system(),
                    ZoneOffset.UTC);
            var context = new Context(new FakePlatform(), screen, new Options(true));
            Runtime.getRuntime().exit(Cli.execute(context, arguments));
        }
    }

    @Test
    void a_signal_stops_the_server_and_ends_the_process() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        "up",
                        "--port",
                        "9000")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("Downbeat is up at http://127.0.0.1:9000");

            // by its handle: Process.destroy would close the stream that is read below
            assertThat(process.toHandle().destroy()).isTrue();

            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(said.lines()).contains("stopping…", "closed");
        } finally {
            process.destroyForcibly();
        }
    }
}
