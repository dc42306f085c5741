package dev.downbeat.operators.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.operators.FakeTaskLog;
import dev.downbeat.operators.OtherJvm;
import dev.downbeat.operators.Pids;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test has failed, whatever it declares
final class SparesTest {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final FakeTaskLog log = new FakeTaskLog();

    @Test
    void there_are_none_before_the_second_command() throws Exception {
        var spares = new Spares(2, LONG);

        assertThat(run(spares, "echo first").lastOutput()).isEqualTo("first");
        assertThat(spares.waiting()).isEmpty();
        assertThat(run(spares, "echo second").lastOutput()).isEqualTo("second");

        Awaitility.await().until(() -> spares.waiting().size() == 2);
    }

    @Test
    void each_serves_one_command() throws Exception {
        var spares = new Spares(2, LONG);
        List<Long> waiting = prepared(spares, 2);

        var own = new ArrayList<Long>();
        for (int i = 0; i < 4; i++) {
            own.add(Long.parseLong(run(spares, "echo $$").lastOutput()));
        }

        assertThat(own).startsWith(waiting.toArray(Long[]::new)).doesNotHaveDuplicates();
    }

    @Test
    void one_that_is_gone_is_passed_over() throws Exception {
        var spares = new Spares(2, LONG);
        List<Long> waiting = prepared(spares, 2);
        ProcessHandle first = ProcessHandle.of(waiting.getFirst()).orElseThrow();
        first.destroyForcibly();
        Pids.awaitEnd(first.pid());

        assertThat(run(spares, "echo $$").lastOutput())
                .isEqualTo(waiting.getLast().toString());
    }

    @Test
    void an_impossible_environment_uses_none_up() throws Exception {
        var spares = new Spares(1, LONG);
        List<Long> waiting = prepared(spares, 1);
        var launch = new Launch(List.of("true"), Map.of("a-b", "1"), folder, folder);

        assertThatThrownBy(() -> spares.start(launch)).isInstanceOf(TaskFailedException.class);
        assertThat(spares.waiting()).isEqualTo(waiting);
    }

    @ParameterizedTest
    @EnumSource(Launcher.class)
    void they_end_when_nothing_is_started_for_a_while(Launcher launcher) throws Exception {
        var spares = new Spares(2, Duration.ofMillis(200), launcher);
        spares.prepare();
        var seen = new ArrayList<Long>();
        Awaitility.await().until(() -> {
            seen.addAll(spares.waiting());
            return !seen.isEmpty();
        });

        Awaitility.await().until(() -> spares.waiting().isEmpty());
        for (long pid : seen) {
            Pids.awaitEnd(pid);
        }
        assertThat(run(spares, "echo cold").lastOutput()).isEqualTo("cold");
    }

    @ParameterizedTest
    @EnumSource(ChildProcessTest.Way.class)
    void a_command_finds_the_same_however_it_was_started(ChildProcessTest.Way way) throws Exception {
        Path odd = Files.createDirectory(folder.resolve("it's grün"));
        var launch = new Launch(
                List.of(
                        "sh",
                        "-c",
                        "pwd; env | grep DOWNBEAT_LAUNCH; echo \"$GREETING|$#|$0\"; ls /proc/$$/fd",
                        "zero"),
                Map.of("GREETING", "grün 'x' \\ 😀\nsecond"),
                odd,
                folder);

        try (var child = way.start(launch)) {
            assertThat(child.await(log, GRACE).lastError()).isEmpty();
        }
        assertThat(log.lines("stdout"))
                .containsExactly(odd.toRealPath().toString(), "grün 'x' \\ 😀", "second|0|zero", "0", "1", "2");
    }

    @ParameterizedTest
    @EnumSource(Launcher.class)
    void none_outlives_a_parent_that_is_killed(Launcher launcher) throws Exception {
        Process parent = OtherJvm.start(Parent.class, launcher.name());
        try (BufferedReader output = parent.inputReader()) {
            assertThat(output.readLine()).isEqualTo("2 wait");
            List<ProcessHandle> all = parent.descendants().toList();
            assertThat(all).hasSizeGreaterThanOrEqualTo(2);

            parent.destroyForcibly();

            for (ProcessHandle each : all) {
                Pids.awaitEnd(each.pid());
            }
        }
    }

    /// A JVM of its own in which two launchers wait.
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            prepared(new Spares(2, LONG, Launcher.valueOf(args[0])), 2);
            System.out.println("2 wait");
            System.out.flush();
            System.in.read();
        }
    }

    /// Asks for launchers and waits until they wait.
    static List<Long> prepared(Spares spares, int count) {
        spares.prepare();
        Awaitility.await().until(() -> spares.waiting().size() == count);
        return spares.waiting();
    }

    private Exit run(Spares spares, String script) throws Exception {
        var launch = new Launch(List.of("bash", "-c", script), Map.of(), folder, folder);
        try (var child = spares.start(launch)) {
            return child.await(log, GRACE);
        }
    }
}
