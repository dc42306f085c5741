package dev.downbeat.operators.process;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How a command gets a process group of its own and a guard.
///
/// Everything about the command (environment, folder, arguments) goes into a script in UTF-8 instead of the
/// arguments of the new process: Java encodes those in the locale's charset, which turns `ü` into `?` where
/// LANG is not set.
enum Launcher {
    /// `setsid` of util-linux or busybox: the command is the leader of a new session and Java's direct child.
    SETSID {
        @Override
        List<String> start(Path script) {
            return List.of("setsid", "sh", script.toString());
        }

        @Override
        List<String> spare() {
            return List.of("setsid", "sh", "-c", READ);
        }
    },
    /// Where there is no `setsid` (macOS): bash with job control gives each job a process group, and waits
    /// for it.
    JOB_CONTROL {
        @Override
        List<String> start(Path script) {
            return List.of("bash", "-c", job("sh \"$0\""), script.toString());
        }

        @Override
        List<String> spare() {
            return List.of("bash", "-c", job("sh -c \"$0\""), READ);
        }

        private static String job(String command) {
            return "set -m; " + command + " <&0 & exec >/dev/null 2>&1; wait $!; exit $?";
        }
    };

    /// Takes one line off the life line, the path of a script, and becomes what it describes; the guard has the
    /// rest of the life line. Without a line it ends.
    private static final String READ = "IFS= read -r DOWNBEAT_LAUNCH || exit 0; . \"$DOWNBEAT_LAUNCH\"";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    static Launcher here() {
        return Programs.onPath("setsid").isPresent() ? SETSID : JOB_CONTROL;
    }

    /// The command that starts what `script` describes.
    abstract List<String> start(Path script);

    /// The command of a launcher that waits for the path of a script: a line on its life line. At the end of the
    /// life line it ends.
    abstract List<String> spare();

    /// Writes the script for a launch.
    ///
    /// @return its absolute path
    static Path script(Launch launch) throws IOException {
        var script = new StringBuilder("unset DOWNBEAT_LAUNCH\n");
        for (var variable : new TreeMap<>(launch.env()).entrySet()) {
            script.append("export %s=%s\n".formatted(name(variable.getKey()), quoted(variable.getValue())));
        }
        script.append("cd -- %s || exit 126\n".formatted(quoted(launch.cwd().toString())));
        script.append("exec 3<&0 </dev/null\n");
        script.append(Guard.START);
        script.append("exec 3<&-\n");
        script.append(launch.command().stream().map(Launcher::quoted).collect(Collectors.joining(" ", "exec ", "\n")));
        return Files.writeString(launch.scratch().toAbsolutePath().resolve("launch.sh"), script);
    }

    private static String name(String variable) {
        if (!NAME.matcher(variable).matches()) {
            throw TaskFailedException.terminal(
                    ErrorCode.BAD_INPUT,
                    "'%s' cannot name an environment variable: use letters, digits and '_'".formatted(variable),
                    null);
        }
        return variable;
    }

    private static String quoted(String word) {
        if (word.indexOf('\0') >= 0) {
            throw TaskFailedException.terminal(
                    ErrorCode.BAD_INPUT, "a command or its environment contains a NUL character", null);
        }
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
