package dev.downbeat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.acceptance.Program.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tasks with `executor: process`: each attempt in a Java process of its own.
class ChildProcessTest {
    @TempDir
    static Path home;

    private static Program program = new Program(Path.of("."));

    @BeforeAll
    static void begin() {
        program = new Program(home)
                .with("DOWNBEAT_CONN_LAKE", "duckdb:" + home.resolve("lake.db"))
                .with("DOWNBEAT_CONN_SHOP", "postgresql://ada:opensesame-42@db.example.org/shop")
                .with("DOWNBEAT_VAR_REGION", "north");
    }

    @AfterAll
    static void end() throws IOException, InterruptedException {
        program.stopDatabase();
    }

    @Test
    void tasks_of_all_kinds_get_what_they_name_and_leave_what_they_return() throws IOException, InterruptedException {
        Result result = run("kinds.yaml", """
                id: kinds
                defaults: { executor: process }
                tasks:
                  shell:
                    bash: |
                      echo "region {{ var.value.region }} password {{ conn.shop.password }}"
                      env | grep -c DOWNBEAT_CONN || echo "inherits no connection"
                      echo '[1, 2, 3]' > $DOWNBEAT_OUTPUT
                  snake:
                    needs: shell
                    each: "{{ outputs.shell }}"
                    python: { script: "import downbeat; print('item', n); downbeat.output(n * 10)", args: { n: "{{ item }}" } }
                  base:
                    needs: snake
                    sql:
                      connection: lake
                      query: select sum(n) as total from (select unnest([{{ outputs.snake | join(', ') }}]) as n)
                      fetch: value
                  report:
                    needs: base
                    bash: echo "total {{ outputs.base.value }}"
                """);

        assertThat(result.exit()).as(result.all()).isZero();
        assertThat(logs(result))
                .contains("region north password ***", "inherits no connection", "item 3", "total 60")
                .doesNotContain("opensesame-42");
    }

    @Test
    void a_method_of_a_dag_in_java_runs_in_another_process_than_its_neighbours()
            throws IOException, InterruptedException {
        Result result = run("Apart.java", """
                import dev.downbeat.sdk.Dag;

                public final class Apart {
                    record Seen(long pid, String said) {}

                    static Seen look() {
                        System.out.println("looking");
                        return new Seen(ProcessHandle.current().pid(), "hello");
                    }

                    static void compare(Seen here, Seen there) {
                        System.out.println(here.said() + (here.pid() == there.pid() ? " myself" : " stranger"));
                    }

                    public static final Dag DAG = Dag.of("apart", d -> {
                        var here = d.task("here").call(Apart::look);
                        var there = d.task("there").executor("process").call(Apart::look);
                        d.task("compare").executor("process").with(here, there).run(Apart::compare);
                    });
                }
                """);

        assertThat(result.exit()).as(result.all()).isZero();
        assertThat(logs(result)).contains("looking", "hello stranger");
    }

    @Test
    void what_a_task_does_to_its_process_is_a_failure_of_that_task_alone() throws IOException, InterruptedException {
        Files.writeString(home.resolve("Dying.java"), """
                public final class Dying {
                    static void halt() {
                        Runtime.getRuntime().halt(9);
                    }

                    static void hang(String pid) throws Exception {
                        java.nio.file.Files.writeString(java.nio.file.Path.of(pid), "" + ProcessHandle.current().pid());
                        new java.util.concurrent.CountDownLatch(1).await();
                    }
                }
                """);
        Path pid = home.resolve("pid.txt");
        Result result = run("dying.yaml", """
                id: dying
                defaults: { executor: process }
                tasks:
                  exits: { retries: 1, retry_delay: 100ms, java: { class: java.lang.System, call: exit, args: [7] } }
                  halts: { java: { file: Dying.java, call: halt } }
                  hangs: { timeout: 20s, java: { file: Dying.java, call: hang, args: [%s] } }
                  goes_on: { needs: [exits, halts, hangs], rule: all_done, bash: echo "still here" }
                """.formatted(pid));

        assertThat(result.exit()).as(result.all()).isEqualTo(1);
        assertThat(result.all())
                .contains("System.exit(7) instead of returning")
                .contains("exit code 9 and reported nothing")
                .contains("longer than its timeout of 20s")
                .contains("try 2 of 2");
        assertThat(logs(result)).contains("still here");
        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid))).filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    private static Result run(String file, String text) throws IOException, InterruptedException {
        return program.run("run", Files.writeString(home.resolve(file), text).toString());
    }

    /// All logs of the run.
    private static String logs(Result result) throws IOException {
        var text = new StringBuilder();
        try (var files = Files.walk(home.resolve("logs/run_" + result.run()))) {
            for (Path file : List.copyOf(files.filter(Files::isRegularFile).toList())) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }
}
