package dev.downbeat.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        pod = Map.copyOf(pod);
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
            long base = unit.endsWith("i") ? 1024 : 1000;
            long bytes = Long.parseLong(matcher.group(1));
            int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit.charAt(0)) + 1;
            for (int i = 0; i < power; i++) {
                bytes = Math.multiplyExact(bytes, base);
            }
            return bytes;
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
