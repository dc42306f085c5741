package dev.downbeat.operators.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.operators.FakeTaskContext;
import dev.downbeat.operators.OtherJvm;
import dev.downbeat.operators.Pids;
import dev.downbeat.operators.RunningTask;
import dev.downbeat.operators.Settings;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test has failed, whatever it declares
final class PythonOrphanTest {
    @TempDir
    Path folder;

    @Test
    void neither_a_task_nor_a_waiting_interpreter_outlives_a_parent_that_is_killed() throws Exception {
        Process parent = OtherJvm.start(Parent.class, folder.toString());
        try (BufferedReader output = parent.inputReader()) {
            long task = Pids.in(output.readLine());
            long child = Pids.in(output.readLine());
            List<ProcessHandle> all = parent.descendants().toList();
            assertThat(all).extracting(ProcessHandle::pid).contains(task, child);

            parent.destroyForcibly();

            for (ProcessHandle each : all) {
                Pids.awaitEnd(each.pid());
            }
        }
    }

    /// A JVM of its own in which one task has ended, so that interpreters wait, and another ignores SIGTERM.
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            var python = new Python(2);
            var first = new FakeTaskContext(Files.createDirectory(folder.resolve("first")));
            python.run(config("pass"), first);
            var second = new FakeTaskContext(Files.createDirectory(folder.resolve("second")));
            var task = RunningTask.start(python, config("""
                    import os, signal, subprocess, time
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    child = subprocess.Popen(["sleep", "1000"])
                    print("task", os.getpid())
                    print("child", child.pid)
                    time.sleep(1000)
                    """), second);
            System.out.println(second.log().await(line -> line.startsWith("task ")));
            System.out.println(second.log().await(line -> line.startsWith("child ")));
            System.out.flush();
            task.result();
        }

        private static Python.Config config(String script) {
            return Settings.of(Python.Config.class, Map.of("script", script));
        }
    }
}
