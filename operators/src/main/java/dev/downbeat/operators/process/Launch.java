package dev.downbeat.operators.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What to start.
///
/// @param command the program and its arguments; a name without `/` is looked up in the PATH
/// @param env     set on top of what is inherited
/// @param cwd     the working directory
/// @param scratch a folder for the launcher's own small file
public record Launch(List<String> command, Map<String, String> env, Path cwd, Path scratch) {
    public Launch {
        command = List.copyOf(command);
        env = Map.copyOf(env);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("an empty command");
        }
    }
}
