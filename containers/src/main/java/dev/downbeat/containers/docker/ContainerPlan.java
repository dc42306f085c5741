package dev.downbeat.containers.docker;

import dev.downbeat.model.ContainerSpec.Mount;
import dev.downbeat.model.ContainerSpec.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A container that is to be made.
///
/// @param name    unique in the engine
/// @param network null for the engine's usual one
public record ContainerPlan(
        String name,
        Map<String, String> labels,
        Program program,
        Map<String, String> env,
        Size size,
        List<Mount> mounts,
        @Nullable String network) {
    public ContainerPlan {
        labels = Map.copyOf(labels);
        env = Map.copyOf(env);
        mounts = List.copyOf(mounts);
    }

    /// What runs in it.
    ///
    /// @param entrypoint empty for the image's own
    /// @param command    the arguments of the entry point; empty for the image's own
    /// @param user       null for the image's own
    /// @param workdir    null for the image's own
    public record Program(
            String image,
            List<String> entrypoint,
            List<String> command,
            @Nullable String user,
            @Nullable String workdir) {
        public Program {
            entrypoint = List.copyOf(entrypoint);
            command = List.copyOf(command);
        }
    }

    /// Without the environment, which may have secrets.
    @Override
    public String toString() {
        return "ContainerPlan[" + name + "]";
    }
}
