package dev.downbeat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.sdk.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `downbeat bench start` starts the program anew, by what stands here for the launcher.
@Tag("long")
@EnabledOnOs(OS.LINUX)
class BenchStartTest {
    @TempDir
    Path temp;

    @Test
    void the_program_is_started_asked_and_stopped() throws Exception {
        Path work = Files.createDirectory(temp.resolve("work"));
        Program program = new Program(Files.createDirectory(temp.resolve("home")))
                .with("JAVA_TOOL_OPTIONS", "-Ddownbeat.launcher=%s -Djava.io.tmpdir=%s".formatted(launcher(), work))
                .with("DOWNBEAT_NO_AOT", "1")
                // It is about somebody's own: what is started must not see it.
                .with("DOWNBEAT_PORT", "no number");

        Program.Result result = program.run("bench", "start", "--quick", "-o", "json");

        assertThat(result.exit()).as(result.err()).isZero();
        JsonNode report = Json.MAPPER.readTree(result.out());
        assertThat(report.path("left_out")).isEmpty();
        var medians = report.path("results")
                .valueStream()
                .filter(row -> row.path("measure").asString().equals("start"))
                .collect(Collectors.toMap(
                        row -> row.path("what").asString(),
                        row -> row.path("median").asDouble()));
        assertThat(medians)
                .containsKeys(
                        "to ready, fresh home",
                        "to ready, used home",
                        "downbeat version",
                        "downbeat runs list",
                        "idle, all",
                        "idle, Java",
                        "idle, PostgreSQL");
        assertThat(medians.values()).allSatisfy(median -> assertThat(median).isPositive());
        assertThat(work).isEmptyDirectory();
        assertThat(ProcessHandle.allProcesses().map(process -> process.info().commandLine()))
                .noneMatch(line -> line.orElse("").contains(work.toString()));
    }

    private Path launcher() throws Exception {
        String command = Jvm.COMMAND.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Path script = temp.resolve("launcher.sh");
        Files.writeString(script, "#!/bin/sh\nexec %s \"$@\"\n".formatted(command));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }
}
