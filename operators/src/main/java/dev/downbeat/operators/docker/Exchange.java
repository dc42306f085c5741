package dev.downbeat.operators.docker;

import dev.downbeat.containers.docker.Docker;
import dev.downbeat.containers.docker.DockerTrouble;
import dev.downbeat.model.ContainerSpec.Mount;
import dev.downbeat.operators.process.TaskEnvironment;
import dev.downbeat.sdk.operator.TaskContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How files of the attempt get into the container and out of it.
sealed interface Exchange {
    Map<String, String> env();

    List<Mount> mounts();

    /// Before the container starts.
    void prepare(Docker docker, String id) throws DockerTrouble;

    /// After it has ended: the file with what it wrote to `$DOWNBEAT_OUTPUT`, which may not be there.
    Path output(Docker docker, String id) throws DockerTrouble;

    static Exchange of(TaskContext context, boolean sameMachine) throws IOException {
        return sameMachine ? Mounted.of(context) : Copied.of(context);
    }

    /// Folders are mounted under the paths that they have outside, so that every path means the same on both
    /// sides. The one for the output has a place of its own, which whoever the container's user is can reach
    /// and write.
    record Mounted(Map<String, String> env, List<Mount> mounts, Path output) implements Exchange {
        private static final String OPEN = "/downbeat";

        static Mounted of(TaskContext context) throws IOException {
            Path open = Files.createDirectories(
                    context.scratch().resolve("container").toAbsolutePath());
            Path _ = Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
            var env = new LinkedHashMap<>(TaskEnvironment.of(context));
            env.put("DOWNBEAT_OUTPUT", OPEN + "/output");
            List<Mount> mounts = mounts(context);
            mounts.add(new Mount(open.toString(), OPEN, false));
            return new Mounted(env, mounts, open.resolve("output"));
        }

        /// A folder within another one comes with that.
        private static List<Mount> mounts(TaskContext context) throws IOException {
            var folders = new ArrayList<Path>();
            for (Path folder : List.of(
                    context.artifacts(),
                    context.checkpointFile().resolveSibling(""),
                    context.progressFile().resolveSibling(""))) {
                folders.add(Files.createDirectories(folder.toAbsolutePath().normalize()));
            }
            folders.sort(Comparator.comparingInt(Path::getNameCount));
            var outer = new ArrayList<Path>();
            var mounts = new ArrayList<Mount>();
            for (Path folder : folders) {
                if (outer.stream().noneMatch(folder::startsWith)) {
                    outer.add(folder);
                    mounts.add(new Mount(folder.toString(), folder.toString(), false));
                }
            }
            return mounts;
        }

        @Override
        public void prepare(Docker docker, String id) {
            // All is mounted.
        }

        @Override
        public Path output(Docker docker, String id) {
            return output;
        }
    }

    /// The engine is elsewhere: only the output is copied.
    record Copied(Map<String, String> env, Path output) implements Exchange {
        private static final String FILE = "downbeat_output";

        static Copied of(TaskContext context) {
            var env = new LinkedHashMap<>(TaskEnvironment.of(context));
            env.keySet().removeAll(List.of("DOWNBEAT_ARTIFACTS", "DOWNBEAT_CHECKPOINT", "DOWNBEAT_PROGRESS"));
            env.put("DOWNBEAT_OUTPUT", "/" + FILE);
            return new Copied(env, context.scratch().resolve("output"));
        }

        @Override
        public List<Mount> mounts() {
            return List.of();
        }

        @Override
        public void prepare(Docker docker, String id) throws DockerTrouble {
            docker.placeFile(id, FILE);
        }

        @Override
        public Path output(Docker docker, String id) throws DockerTrouble {
            boolean _ = docker.fetchFile(id, "/" + FILE, output);
            return output;
        }
    }
}
