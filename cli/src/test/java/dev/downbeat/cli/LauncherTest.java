package dev.downbeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The shell scripts, with a Java and a Maven that only say how they were called.
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path temp;

    private Path checkout;
    private Path tools;
    private Path jdk;
    private final Map<String, String> environment = new HashMap<>();

    /// How a process ended.
    record Ended(int code, String out, String err) {}

    @BeforeEach
    void make_a_checkout() throws IOException {
        checkout = Files.createDirectories(temp.resolve("check out"));
        for (String script :
                List.of("downbeat", "dist/src/main/dist/bin/downbeat", "dist/src/main/dist/libexec/find-java.sh")) {
            Path copy = checkout.resolve(script);
            Files.createDirectories(checkout.resolve("dist/src/main/dist/bin"));
            Files.createDirectories(checkout.resolve("dist/src/main/dist/libexec"));
            Files.copy(REPOSITORY.resolve(script), copy);
            executable(copy);
        }
        old(Files.writeString(checkout.resolve("pom.xml"), "<project/>"));
        Path folder = Files.createDirectories(checkout.resolve("model/src/main"));
        old(Files.writeString(folder.resolve("Model.java"), "class Model {}"));
        for (String part : List.of("model/src/main", "model/src", "model")) {
            old(checkout.resolve(part));
        }
        jdk = jdk("jdk-25", "25.0.3");
        tools = Files.createDirectories(temp.resolve("tools"));
        script(tools.resolve("mvn"), """
                echo "$@" >>"$CALLS"
                echo "[INFO] Building Downbeat model 0.1.0-SNAPSHOT    [1/2]"
                echo "[INFO] some noise"
                echo "[INFO] Building Downbeat dist 0.1.0-SNAPSHOT     [2/2]"
                if [ -n "${BREAK:-}" ]; then echo "[ERROR] it is broken"; exit 1; fi
                rm -rf dist/target/downbeat
                mkdir -p dist/target/downbeat/lib
                cp -R dist/src/main/dist/bin dist/src/main/dist/libexec dist/target/downbeat/
                echo jar >dist/target/downbeat/lib/downbeat-cli-1.jar
                echo jar >dist/target/downbeat/lib/other-2.jar
                """);
        environment.put("PATH", tools + ":/usr/bin:/bin");
        environment.put("HOME", temp.toString());
        environment.put("CALLS", temp.resolve("calls").toString());
        environment.put("DOWNBEAT_JAVA_HOME", jdk.toString());
        environment.put("DOWNBEAT_NO_AOT", "1");
    }

    @Test
    void the_first_use_builds_with_a_line_for_each_module_and_runs() throws IOException, InterruptedException {
        Ended first = run(checkout.resolve("downbeat"), "validate", "a b.yaml");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("-cp", "dev.downbeat.cli.Main validate a b.yaml");
        assertThat(first.err())
                .contains("downbeat: first use", "downbeat: building 1/2 model", "downbeat: building 2/2 dist")
                .doesNotContain("noise");
        assertThat(builds()).hasSize(1);
    }

    @Test
    void what_is_up_to_date_is_not_built_again() throws IOException, InterruptedException {
        run(checkout.resolve("downbeat"), "version");

        Ended second = run(checkout.resolve("downbeat"), "version");

        assertThat(second.err()).isEmpty();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void what_a_run_writes_beside_an_example_builds_nothing() throws IOException, InterruptedException {
        run(checkout.resolve("downbeat"), "version");
        Path out = Files.createDirectories(checkout.resolve("examples/penguins/out"));
        late(Files.writeString(out.resolve("model.json"), "{}"));
        late(out);

        Ended second = run(checkout.resolve("downbeat"), "version");

        assertThat(second.err()).isEmpty();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void a_changed_a_new_and_a_removed_source_are_noticed() throws IOException, InterruptedException {
        run(checkout.resolve("downbeat"), "version");
        Path source = checkout.resolve("model/src/main/Model.java");

        late(source);
        assertThat(run(checkout.resolve("downbeat"), "version").err()).contains("sources have changed");
        old(source);
        late(Files.writeString(source.resolveSibling("New.java"), ""));
        run(checkout.resolve("downbeat"), "version");
        Files.delete(source.resolveSibling("New.java"));
        late(checkout.resolve("model/src/main"));
        run(checkout.resolve("downbeat"), "version");

        assertThat(builds()).hasSize(4);
    }

    @Test
    void without_a_build_what_is_there_runs_however_old() throws IOException, InterruptedException {
        environment.put("DOWNBEAT_NO_BUILD", "1");
        assertThat(run(checkout.resolve("downbeat"), "version").code()).isEqualTo(3);
        environment.remove("DOWNBEAT_NO_BUILD");
        run(checkout.resolve("downbeat"), "version");
        late(checkout.resolve("model/src/main/Model.java"));
        environment.put("DOWNBEAT_NO_BUILD", "1");

        assertThat(run(checkout.resolve("downbeat"), "version").code()).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void a_build_that_fails_shows_the_errors_and_where_the_log_is() throws IOException, InterruptedException {
        environment.put("BREAK", "1");

        Ended broken = run(checkout.resolve("downbeat"), "version");

        assertThat(broken.code()).isEqualTo(3);
        assertThat(broken.err()).contains("[ERROR] it is broken", "target/launcher-build.log");
        environment.remove("BREAK");
        assertThat(run(checkout.resolve("downbeat"), "version").code()).isZero();
    }

    @Test
    void two_first_uses_at_once_build_once() throws IOException, InterruptedException {
        Process one = start(checkout.resolve("downbeat"), "version");
        Process two = start(checkout.resolve("downbeat"), "version");

        assertThat(end(one).code()).isZero();
        assertThat(end(two).code()).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void a_lock_whose_holder_is_gone_holds_nobody() throws IOException, InterruptedException {
        Process gone = start(Path.of("/bin/true"));
        long pid = gone.pid();
        end(gone);
        Path lock = Files.createDirectories(checkout.resolve("target/launcher.lock"));
        Files.writeString(lock.resolve("pid"), pid + "\n");

        assertThat(run(checkout.resolve("downbeat"), "version").code()).isZero();
    }

    @Test
    void a_link_to_the_launcher_works_from_anywhere() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(tools.resolve("db"), checkout.resolve("downbeat"));

        assertThat(run(link, "version").out()).contains("dev.downbeat.cli.Main version");
    }

    @Test
    void a_jdk_is_found_in_the_order_that_is_told() throws IOException, InterruptedException {
        Path other = jdk("other", "25");
        Path older = jdk("older", "17.0.2");
        Path withoutCompiler = jdk("jre", "25.0.1");
        Files.delete(withoutCompiler.resolve("bin/javac"));
        Files.createSymbolicLink(tools.resolve("java"), other.resolve("bin/java"));
        environment.remove("DOWNBEAT_JAVA_HOME");

        assertThat(find("25 25")).isEqualTo(other + "\n");
        environment.put("JAVA_HOME", older.toString());
        assertThat(find("25 25")).isEqualTo(other + "\n");
        environment.put("JAVA_HOME", jdk.toString());
        assertThat(find("25 25")).isEqualTo(jdk + "\n");
        environment.put("DOWNBEAT_JAVA_HOME", withoutCompiler.toString());
        assertThat(find("25 25")).isEqualTo(jdk + "\n");
        environment.put("DOWNBEAT_JAVA_HOME", other.toString());
        assertThat(find("25 25")).isEqualTo(other + "\n");
        assertThat(find("97 97")).isEqualTo("none\n");
    }

    @Test
    void installers_folders_are_searched() throws IOException, InterruptedException {
        Path found = jdk(".sdkman/candidates/java/98.0.1-tem", "98.0.1");

        assertThat(find("98 98")).isEqualTo(found + "\n");
        assertThat(find("99 99")).isEqualTo("none\n");
    }

    @Test
    void without_a_jdk_it_says_how_to_get_one() throws IOException, InterruptedException {
        Path library = checkout.resolve("dist/src/main/dist/libexec/find-java.sh");

        Ended said = run(Path.of("/bin/sh"), "-c", ". \"$0\"; how_to_get_java 25", library.toString());

        assertThat(said.err()).contains("needs a JDK 25", "apt install openjdk-25-jdk", "which holds a JDK 25");
    }

    @Test
    void short_commands_and_long_ones_get_their_own_jvm_options() throws IOException, InterruptedException {
        run(checkout.resolve("downbeat"), "version");
        Path program = checkout.resolve("dist/target/downbeat/bin/downbeat");
        environment.put("DOWNBEAT_JAVA_OPTS", "-Xmx1g -Da=b");

        assertThat(run(program, "version").out()).contains("-XX:+UseSerialGC", "-Xmx1g -Da=b", "enable-native-access");
        assertThat(run(program, "-o", "json", "up").out()).doesNotContain("TieredStopAtLevel");
        assertThat(run(program, "run", "x").out()).doesNotContain("TieredStopAtLevel");
    }

    @Test
    void the_program_is_told_what_it_was_started_by() throws IOException, InterruptedException {
        run(checkout.resolve("downbeat"), "version");
        Path link =
                Files.createSymbolicLink(temp.resolve("link"), checkout.resolve("dist/target/downbeat/bin/downbeat"));

        String launcher = link.toRealPath().toString();
        assertThat(launcher).as("one word, whatever is in it").contains(" ");
        assertThat(run(link, "bench").out()).contains("-Ddownbeat.launcher=" + launcher);
    }

    @Test
    void the_start_up_cache_is_made_with_the_build_and_used_while_it_fits() throws IOException, InterruptedException {
        environment.remove("DOWNBEAT_NO_AOT");
        run(checkout.resolve("downbeat"), "version");
        Path program = checkout.resolve("dist/target/downbeat/bin/downbeat");

        assertThat(run(program, "version").out()).contains("-XX:AOTCache=" + checkout);
        Files.writeString(checkout.resolve("dist/target/downbeat/lib/downbeat-cli-1.jar"), "another");
        environment.put("DOWNBEAT_NO_AOT", "1");
        assertThat(run(program, "version").out()).doesNotContain("AOTCache");
        environment.remove("DOWNBEAT_NO_AOT");
        run(program, "make-start-up-cache");
        assertThat(run(program, "version").out()).contains("-XX:AOTCache=" + checkout);
        try (var caches = Files.list(checkout.resolve("dist/target/downbeat/cache"))) {
            assertThat(caches).hasSize(1);
        }
    }

    private String find(String range) throws IOException, InterruptedException {
        Path library = checkout.resolve("dist/src/main/dist/libexec/find-java.sh");
        String line = ". \"$0\"; if find_java %s; then echo \"$JAVA_FOUND\"; else echo none; fi".formatted(range);
        return run(Path.of("/bin/sh"), "-c", line, library.toString()).out();
    }

    /// A JDK that says how it is called, and makes a cache when asked to.
    private Path jdk(String name, String version) throws IOException {
        Path home = temp.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        script(home.resolve("bin/java"), """
                for word in "$@"; do
                    case $word in -XX:AOTCacheOutput=*) echo cache >"${word#*=}" ;; esac
                done
                echo "$@"
                """);
        script(home.resolve("bin/javac"), "");
        return home;
    }

    private List<String> builds() throws IOException {
        Path calls = temp.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private Ended run(Path program, String... arguments) throws IOException, InterruptedException {
        return end(start(program, arguments));
    }

    private Process start(Path program, String... arguments) throws IOException {
        var command = new java.util.ArrayList<String>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(temp, "out", ".txt");
        Path err = Files.createTempFile(temp, "err", ".txt");
        var builder = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        outputs.put(process.pid(), List.of(out, err));
        return process;
    }

    private final Map<Long, List<Path>> outputs = new HashMap<>();

    private Ended end(Process process) throws IOException, InterruptedException {
        int code = process.waitFor();
        List<Path> files = outputs.getOrDefault(process.pid(), List.of());
        return new Ended(
                code,
                Files.readString(files.get(0), StandardCharsets.UTF_8),
                Files.readString(files.get(1), StandardCharsets.UTF_8));
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body);
        executable(file);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void old(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    }

    /// Later than any build of this test.
    private static void late(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));
    }
}
