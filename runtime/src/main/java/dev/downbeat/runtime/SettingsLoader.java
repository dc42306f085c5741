package dev.downbeat.runtime;

import dev.downbeat.api.UnknownNameException;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Durations;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads settings: the environment wins over the file, the file over the defaults.
final class SettingsLoader {
    /// Variables that others read: the launcher, connections and variables for tasks.
    private static final List<String> OTHERS =
            List.of("DOWNBEAT_CONN_", "DOWNBEAT_VAR_", "DOWNBEAT_JAVA", "DOWNBEAT_WORKER_TOKEN");

    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

    private static final List<String> FLAVORS = List.of("datadog", "etsy", "telegraf", "sysdig");
    private static final Pattern ADDRESS = Pattern.compile("([^\\s:/]+|\\[[0-9a-fA-F:.]+\\]):(\\d{1,5})");

    private final Map<SettingKey, Given> given = new EnumMap<>(SettingKey.class);
    private final Path userHome;
    private final Path workingFolder;

    /// A value and where it was written.
    private record Given(String value, String where) {}

    /// @param host empty: none was given
    private record Address(String host, int port) {}

    private SettingsLoader(Path userHome, Path workingFolder) {
        this.userHome = userHome;
        this.workingFolder = workingFolder;
        for (SettingKey key : SettingKey.values()) {
            given.put(key, new Given(key.fallback(), "the default of " + key.word()));
        }
    }

    static Settings load(Map<String, String> environment, Path userHome, Path workingFolder) {
        var loader = new SettingsLoader(userHome, workingFolder);
        checkVariables(environment);
        loader.readEnvironment(environment);
        Path home = loader.path(SettingKey.HOME);
        loader.readFile(home.resolve("downbeat.yaml"));
        loader.readEnvironment(environment);
        return loader.settings(home);
    }

    private Settings settings(Path home) {
        return new Settings(
                home,
                new Settings.Database(text(SettingKey.DATABASE_URL), number(SettingKey.DATABASE_POOL, 2, 200)),
                new Settings.Dags(
                        dags(home), duration(SettingKey.SCAN_INTERVAL, Duration.ofMillis(100), Duration.ofHours(1))),
                new Settings.Http(
                        text(SettingKey.HOST),
                        number(SettingKey.PORT, 0, 65_535),
                        url(SettingKey.PUBLIC_URL),
                        execution()),
                new Settings.Engine(
                        number(SettingKey.PARALLELISM, 1, 100_000),
                        duration(SettingKey.LEASE, Duration.ofSeconds(2), Duration.ofMinutes(10))),
                new Settings.Log(oneOf(SettingKey.LOG_LEVEL, LEVELS), flag(SettingKey.LOG_JSON)),
                operations(),
                containers());
    }

    private Settings.Containers containers() {
        return new Settings.Containers(
                List.of(text(SettingKey.CONTAINER_COMMAND).split("\\s+", -1)),
                number(SettingKey.CONTAINERS_PER_SECOND, 1, 1_000),
                new Settings.Docker(text(SettingKey.DOCKER_HOST), text(SettingKey.DOCKER_IMAGE)),
                new Settings.Kubernetes(
                        text(SettingKey.KUBERNETES_NAMESPACE),
                        text(SettingKey.KUBERNETES_IMAGE),
                        file(SettingKey.KUBERNETES_POD_TEMPLATE),
                        file(SettingKey.KUBERNETES_CONFIG),
                        text(SettingKey.KUBERNETES_CONTEXT),
                        duration(SettingKey.KUBERNETES_PATIENCE, Duration.ZERO, Duration.ofHours(1))));
    }

    private @Nullable Path file(SettingKey key) {
        return text(key).isEmpty() ? null : path(key);
    }

    private Settings.Execution execution() {
        Address at = address(SettingKey.EXECUTION_ADDRESS);
        return new Settings.Execution(at.host(), at.port(), url(SettingKey.EXECUTION_URL));
    }

    private Settings.Operations operations() {
        Duration age = text(SettingKey.RETENTION).isEmpty()
                ? Duration.ZERO
                : duration(SettingKey.RETENTION, Duration.ofHours(1), Duration.ofDays(3650));
        return new Settings.Operations(
                new Settings.Retention(age, number(SettingKey.RETENTION_KEEP, 1, 1_000_000)),
                statsd(),
                new Settings.Otlp(url(SettingKey.OTLP_METRICS), url(SettingKey.OTLP_TRACES), headers()),
                duration(SettingKey.METRICS_INTERVAL, Duration.ofSeconds(1), Duration.ofHours(1)));
    }

    private Settings.Statsd statsd() {
        Address to = address(SettingKey.STATSD);
        return new Settings.Statsd(to.host(), to.port(), oneOf(SettingKey.STATSD_FLAVOR, FLAVORS));
    }

    private Address address(SettingKey key) {
        Given address = value(key);
        if (address.value().isEmpty()) {
            return new Address("", 0);
        }
        Matcher parts = ADDRESS.matcher(address.value());
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65_535) {
            throw bad(address, key);
        }
        return new Address(parts.group(1).replaceAll("[\\[\\]]", ""), Integer.parseInt(parts.group(2)));
    }

    private Map<String, String> headers() {
        var headers = new LinkedHashMap<String, String>();
        Given value = value(SettingKey.OTLP_HEADERS);
        for (String header :
                value.value().isEmpty() ? new String[0] : value.value().split(",", -1)) {
            int equals = header.indexOf('=');
            if (equals < 1) { // without the value: it may be a password
                throw bad(new Given("…", value.where()), SettingKey.OTLP_HEADERS);
            }
            headers.put(
                    header.substring(0, equals).strip(),
                    header.substring(equals + 1).strip());
        }
        return headers;
    }

    /// A variable that is one slip away from one of ours is a mistake; others may belong to something else.
    private static void checkVariables(Map<String, String> environment) {
        List<String> known = SettingKey.variables();
        for (String name : environment.keySet()) {
            boolean ours = name.startsWith("DOWNBEAT_") && OTHERS.stream().noneMatch(name::startsWith);
            if (ours
                    && !known.contains(name)
                    && Nearest.to(name, known).filter(near -> close(name, near)).isPresent()) {
                throw UnknownNameException.of(ErrorCode.BAD_INPUT, "unknown environment variable " + name, name, known);
            }
        }
    }

    private static boolean close(String name, String near) {
        String key = near.substring("DOWNBEAT_".length());
        return Nearest.to(name.substring("DOWNBEAT_".length()), List.of(key)).isPresent();
    }

    private void readEnvironment(Map<String, String> environment) {
        for (SettingKey key : SettingKey.values()) {
            String value = environment.get(key.variable());
            if (value != null && !value.isBlank()) {
                given.put(key, new Given(value.strip(), key.variable()));
            }
        }
    }

    private void readFile(Path file) {
        for (var entry : parse(file).entrySet()) {
            String word = String.valueOf(entry.getKey());
            SettingKey key = SettingKey.ofWord(word)
                    .orElseThrow(() -> UnknownNameException.of(
                            ErrorCode.BAD_INPUT,
                            "unknown key '%s' in %s".formatted(word, file),
                            word,
                            SettingKey.words()));
            if (entry.getValue() instanceof Map || entry.getValue() instanceof List) {
                throw bad(new Given(String.valueOf(entry.getValue()), word + " in " + file), key);
            }
            if (entry.getValue() != null) {
                given.put(key, new Given(String.valueOf(entry.getValue()).strip(), word + " in " + file));
            }
        }
    }

    private static Map<?, ?> parse(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            @Nullable
            Object read = new Load(
                            LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
            return switch (read) {
                case null -> Map.of();
                case Map<?, ?> map -> map;
                default ->
                    throw new DownbeatException(
                            ErrorCode.BAD_INPUT, "%s has to hold keys and values (port: 8642)".formatted(file));
            };
        } catch (YamlEngineException | IOException e) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private String url(SettingKey key) {
        Given value = value(key);
        if (!value.value().isEmpty() && !value.value().matches("https?://[^\\s?#]+")) {
            throw bad(value, key);
        }
        return value.value().replaceAll("/+$", "");
    }

    private Path dags(Path home) {
        if (!text(SettingKey.DAGS).isEmpty()) {
            return path(SettingKey.DAGS);
        }
        Path here = workingFolder.resolve("dags");
        return Files.isDirectory(here) ? here : home.resolve("dags");
    }

    private String text(SettingKey key) {
        return value(key).value();
    }

    private Given value(SettingKey key) {
        return java.util.Objects.requireNonNull(given.get(key));
    }

    private Path path(SettingKey key) {
        Given value = value(key);
        try {
            String text = value.value();
            boolean ofUser = text.equals("~") || text.startsWith("~/");
            return ofUser
                    ? userHome.resolve(text.substring(Math.min(2, text.length())))
                            .normalize()
                    : workingFolder.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw bad(value, key);
        }
    }

    private int number(SettingKey key, int least, int most) {
        Given value = value(key);
        try {
            int number = Integer.parseInt(value.value());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw bad(value, key);
        }
        throw bad(value, key);
    }

    private Duration duration(SettingKey key, Duration least, Duration most) {
        Given value = value(key);
        try {
            Duration duration = Durations.parse(value.value());
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            throw bad(value, key);
        }
        throw bad(value, key);
    }

    private boolean flag(SettingKey key) {
        Given value = value(key);
        return switch (value.value().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(value, key);
        };
    }

    private String oneOf(SettingKey key, List<String> words) {
        Given value = value(key);
        String word = value.value().toLowerCase(Locale.ROOT);
        if (!words.contains(word)) {
            throw bad(value, key);
        }
        return word;
    }

    private static DownbeatException bad(Given given, SettingKey key) {
        return new DownbeatException(
                ErrorCode.BAD_INPUT,
                "%s is '%s', allowed is %s".formatted(given.where(), given.value(), key.allowed()));
    }
}
