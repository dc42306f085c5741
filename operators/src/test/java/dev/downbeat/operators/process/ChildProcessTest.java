package dev.downbeat.operators.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.operators.FakeTaskLog;
import dev.downbeat.operators.OtherJvm;
import dev.downbeat.operators.Pids;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test has failed, whatever it declares
final class ChildProcessTest {
    private static final Duration GRACE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final FakeTaskLog log = new FakeTaskLog();

    @ParameterizedTest
    @EnumSource(Way.class)
    void exit_code_and_output_come_through(Way way) throws Exception {
        try (var child = start("echo out; echo err >&2; cat; exit 5", way)) {
            assertThat(child.await(log, GRACE)).isEqualTo(new Exit(5, "out", "err"));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void a_death_by_signal_is_named(Way way) throws Exception {
        try (var child = start("kill -KILL $$", way)) {
            assertThat(child.await(log, GRACE).message())
                    .isEqualTo("killed by SIGKILL (exit code 137), perhaps for want of memory");
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void close_kills_the_whole_group(Way way) throws Exception {
        var child = start("sleep 1000 & echo sleeper $!; echo self $$; wait", way);
        var exit = new CompletableFuture<Exit>();
        var reader = Thread.startVirtualThread(() -> {
            try {
                exit.complete(child.await(log, Duration.ofMillis(50)));
            } catch (InterruptedException e) {
                exit.completeExceptionally(e);
            }
        });
        long sleeper = Pids.in(log.await(line -> line.startsWith("sleeper ")));
        long self = Pids.in(log.await(line -> line.startsWith("self ")));

        reader.interrupt();

        assertThat(exit).failsWithin(Duration.ofSeconds(30));
        Pids.awaitEnd(sleeper);
        Pids.awaitEnd(self);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void a_program_that_waits_for_all_its_children_does_not_wait_for_the_guard(Way way) throws Exception {
        String waitForAll = "import os\nos.fork() or os._exit(0)\ntry:\n  while True: os.wait()\n"
                + "except ChildProcessError: print('alone')";
        var launch = new Launch(List.of("python3", "-c", waitForAll), Map.of(), folder, folder);

        try (var child = way.start(launch)) {
            assertThat(child.await(log, GRACE).lastOutput()).isEqualTo("alone");
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void nothing_outlives_a_parent_that_is_killed(Way way) throws Exception {
        Process parent = parent(way);
        try (BufferedReader output = parent.inputReader()) {
            long stubborn = Pids.in(output.readLine());
            long sleeper = Pids.in(output.readLine());
            assertThat(ProcessHandle.of(sleeper)).isPresent();

            parent.destroyForcibly();

            Pids.awaitEnd(stubborn);
            Pids.awaitEnd(sleeper);
        }
    }

    @Test
    void secrets_of_downbeat_are_not_inherited() {
        assertThat(List.of("DOWNBEAT_CONN_WAREHOUSE", "DOWNBEAT_DATABASE_URL", "DOWNBEAT_VAR_X", "DOWNBEAT_API_TOKEN"))
                .allMatch(TaskEnvironment::withheld);
        assertThat(List.of("PATH", "HOME", "DOWNBEAT_HOME", "DATABASE_URL", "MY_TOKEN"))
                .noneMatch(TaskEnvironment::withheld);
    }

    @Test
    void the_last_line_is_cut_and_blank_ones_do_not_count() {
        var last = new LastLine();
        byte[] text = ("x".repeat(100_000) + "\n \t\n\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        last.accept(text, text.length);

        assertThat(last.text()).isEqualTo("x".repeat(LastLine.LIMIT));
    }

    private ChildProcess start(String script, Way way) throws Exception {
        return way.start(new Launch(List.of("bash", "-c", script), Map.of(), folder, folder));
    }

    /// How a command is started.
    enum Way {
        SETSID(Launcher.SETSID, 0),
        SETSID_SPARE(Launcher.SETSID, 1),
        JOB_CONTROL(Launcher.JOB_CONTROL, 0),
        JOB_CONTROL_SPARE(Launcher.JOB_CONTROL, 1);

        private final Launcher launcher;
        private final int spares;

        Way(Launcher launcher, int spares) {
            this.launcher = launcher;
            this.spares = spares;
        }

        ChildProcess start(Launch launch) throws Exception {
            var all = new Spares(spares, GRACE, launcher);
            List<Long> waiting = SparesTest.prepared(all, spares);
            ChildProcess child = all.start(launch);
            assertThat(spares == 0 || waiting.contains(child.pid())).isTrue();
            return child;
        }
    }

    /// A JVM of its own with a child that ignores SIGTERM and has a child of its own.
    private Process parent(Way way) throws IOException {
        return OtherJvm.start(
                Parent.class,
                way.name(),
                Files.createDirectory(folder.resolve("parent")).toString());
    }

    /// What [#parent] runs.
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[1]);
            String script = "trap '' TERM HUP; sleep 1000 >/dev/null 2>&1 & echo self $$; echo sleeper $!; wait";
            var launch = new Launch(List.of("bash", "-c", script), Map.of(), folder, folder);
            var log = new FakeTaskLog();
            Thread.startVirtualThread(() -> echo(log));
            try (var child = Way.valueOf(args[0]).start(launch)) {
                child.await(log, GRACE);
            }
        }

        private static void echo(FakeTaskLog log) {
            try {
                System.out.println(log.await(line -> line.startsWith("self ")));
                System.out.println(log.await(line -> line.startsWith("sleeper ")));
                System.out.flush();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
