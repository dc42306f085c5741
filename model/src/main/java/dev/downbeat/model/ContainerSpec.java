package dev.downbeat.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The container in which an attempt is executed, where the executor makes one for each.
///
/// @param image   null for the executor's own
/// @param env     on top of what the image has
/// @param network as the Docker engine knows it; null for its usual one
/// @param pod     parts of a Kubernetes Pod that lie over the pod's template; empty for none
public record ContainerSpec(
        @Nullable String image,
        Pull pull,
        Map<String, String> env,
        Size size,
        List<Mount> mounts,
        @Nullable String network,
        Map<String, Object> pod) {
    public static final ContainerSpec DEFAULT =
            new ContainerSpec(null, Pull.IF_NOT_PRESENT, Map.of(), Size.UNBOUNDED, List.of(), null, Map.of());

    public ContainerSpec {
        env = Map.copyOf(env);
        mounts = List.copyOf(mounts);
        pod.forEach((key, value) -> {
            if (value == null) {
                throw new IllegalArgumentException("pod: '%s' has no value".formatted(key));
            }
        });
        pod = Map.copyOf(pod);
    }

    public ContainerSpec withImage(String image) {
        return new ContainerSpec(image, pull, env, size, mounts, network, pod);
    }

    public ContainerSpec withPull(Pull pull) {
        return new ContainerSpec(image, pull, env, size, mounts, network, pod);
    }

    public ContainerSpec withEnv(Map<String, String> env) {
        return new ContainerSpec(image, pull, env, size, mounts, network, pod);
    }

    /// Cores, such as 0.5.
    public ContainerSpec withCpus(double cpus) {
        return withSize(new Size(cpus, size.memory(), size.gpus()));
    }

    /// Such as `512Mi`, see [Size#bytes].
    public ContainerSpec withMemory(String memory) {
        return withSize(new Size(size.cpus(), Size.bytes(memory), size.gpus()));
    }

    public ContainerSpec withGpus(int gpus) {
        return withSize(new Size(size.cpus(), size.memory(), gpus));
    }

    public ContainerSpec withSize(Size size) {
        return new ContainerSpec(image, pull, env, size, mounts, network, pod);
    }

    /// Such as `/data/in:/in:ro`, see [Mount#parse].
    public ContainerSpec withMounts(String... mounts) {
        return new ContainerSpec(
                image, pull, env, size, Arrays.stream(mounts).map(Mount::parse).toList(), network, pod);
    }

    public ContainerSpec withNetwork(String network) {
        return new ContainerSpec(image, pull, env, size, mounts, network, pod);
    }

    public ContainerSpec withPod(Map<String, Object> pod) {
        return new ContainerSpec(image, pull, env, size, mounts, network, pod);
    }

    /// What stands here and the executor cannot do.
    ///
    /// @return for people; empty when it can do all of it
    public Optional<String> objection(String executor) {
        return switch (executor) {
            case "docker" -> pod.isEmpty() ? Optional.empty() : Optional.of("'pod' is for executor kubernetes");
            case "kubernetes" ->
                network == null
                        ? Optional.empty()
                        : Optional.of("'network' is for executor docker; a pod's is the cluster's");
            default ->
                Optional.of("a task with executor %s has no container: set executor: docker or kubernetes"
                        .formatted(executor));
        };
    }

    /// When the image is fetched.
    public enum Pull {
        ALWAYS,
        IF_NOT_PRESENT,
        NEVER
    }

    /// What it may use; null for no limit of ours.
    ///
    /// @param cpus   cores, such as 0.5
    /// @param memory bytes
    /// @param gpus   whole ones
    public record Size(
            @Nullable Double cpus,
            @Nullable Long memory,
            @Nullable Integer gpus) {
        public static final Size UNBOUNDED = new Size(null, null, null);

        private static final Pattern BYTES = Pattern.compile("(\\d+)\\s*(|[kKmMgGtT]i?)[bB]?");
        private static final String UNITS = "kmgt";
        private static final long MIN_MEMORY = 6L << 20;

        public Size {
            if (cpus != null && !(cpus > 0 && cpus <= 100_000)) {
                throw new IllegalArgumentException("cpus must be more than 0, was " + cpus);
            }
            if (memory != null && memory < MIN_MEMORY) {
                throw new IllegalArgumentException("memory must be 6Mi or more, was " + memory + " bytes");
            }
            if (gpus != null && gpus < 1) {
                throw new IllegalArgumentException("gpus must be 1 or more, was " + gpus);
            }
        }

        /// Reads `512Mi`, `2G`, `1000000`: with an `i` powers of 1024, else of 1000, as Kubernetes does.
        ///
        /// @throws IllegalArgumentException when it is no such text
        public static long bytes(String text) {
            var matcher = BYTES.matcher(text.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "'%s' is no amount of memory, such as 512Mi, 4Gi or 500M".formatted(text));
            }
            String unit = matcher.group(2).toLowerCase(Locale.ROOT);
            double base = unit.endsWith("i") ? 1024.0 : 1000.0;
            int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit.charAt(0)) + 1;
            double bytes = Double.parseDouble(matcher.group(1)) * Math.pow(base, power);
            if (bytes > Long.MAX_VALUE) {
                throw new IllegalArgumentException(text + " is more memory than there is");
            }
            return (long) bytes;
        }
    }

    /// A folder or file of the machine, or a named volume of the engine, seen from inside.
    public record Mount(String source, String target, boolean readOnly) {
        /// Reads `source:target`, `source:target:ro` or `…:rw`.
        ///
        /// @throws IllegalArgumentException when it is no such text, or the target is no absolute path
        public static Mount parse(String text) {
            String[] parts = text.split(":", -1);
            boolean mode = parts.length == 3 && (parts[2].equals("ro") || parts[2].equals("rw"));
            if (!(parts.length == 2 || mode) || parts[0].isBlank() || !parts[1].startsWith("/")) {
                throw new IllegalArgumentException(
                        "'%s' is no mount, such as /data/in:/in:ro (what, where inside, and ro or rw)".formatted(text));
            }
            return new Mount(parts[0], parts[1], mode && parts[2].equals("ro"));
        }
    }
}
