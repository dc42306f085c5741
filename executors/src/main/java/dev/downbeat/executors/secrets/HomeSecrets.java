package dev.downbeat.executors.secrets;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Connection;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Connections and variables from the environment (`DOWNBEAT_CONN_<ID>`, `DOWNBEAT_VAR_<KEY>`, in any case),
/// then from `connections.yaml` and `variables.yaml` in Downbeat's home. The files are read again when they
/// changed.
public final class HomeSecrets implements Secrets {
    private static final String CONNECTION = "DOWNBEAT_CONN_";
    private static final String VARIABLE = "DOWNBEAT_VAR_";

    private final Environment environment;
    private final Watched connections;
    private final Watched variables;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();

    /// The masking for these two states of the files.
    private record Known(SecretFile connections, SecretFile variables, Masking masking) {}

    /// @param environment as [System#getenv()] gives it
    public HomeSecrets(Path home, Map<String, String> environment) {
        this.environment = new Environment(environment);
        this.connections = new Watched(home.resolve("connections.yaml"));
        this.variables = new Watched(home.resolve("variables.yaml"));
    }

    @Override
    public Connection connection(String id) {
        Optional<String> fromEnvironment = environment.find(CONNECTION, id);
        if (fromEnvironment.isPresent()) {
            return ConnectionText.parse(id, fromEnvironment.get());
        }
        SecretFile file = connections.now();
        SecretFile.Entry entry = file.entries().get(id);
        if (entry == null) {
            SortedSet<String> ids = connectionIds();
            throw new DownbeatException(
                    ErrorCode.NOT_FOUND,
                    "there is no connection '%s'%s; set %s or add it to %s"
                            .formatted(id, Nearest.hint(id, ids), CONNECTION + environmentName(id), file.file()));
        }
        return read(id, file, entry);
    }

    private static Connection read(String id, SecretFile file, SecretFile.Entry entry) {
        try {
            return switch (entry.value()) {
                case String text -> ConnectionText.parse(id, text);
                case Map<?, ?> fields -> ConnectionText.ofFields(id, Json.toMap(fields));
                case null -> throw file.wrong(entry, "connection '%s' is empty".formatted(id));
                default -> throw file.wrong(entry, "connection '%s' must be a URI or an object".formatted(id));
            };
        } catch (DownbeatException e) {
            throw e.text().startsWith(file.file().toString()) ? e : file.wrong(entry, e.text());
        }
    }

    @Override
    public Optional<String> variable(String key) {
        Optional<String> fromEnvironment = environment.find(VARIABLE, key);
        return fromEnvironment.isPresent()
                ? fromEnvironment
                : Optional.ofNullable(variables.now().entries().get(key)).map(HomeSecrets::text);
    }

    /// Lists and objects as JSON.
    private static String text(SecretFile.Entry entry) {
        return switch (entry.value()) {
            case null -> "";
            case String text -> text;
            case Object tree -> Json.write(tree);
        };
    }

    @Override
    public SortedSet<String> connectionIds() {
        return names(CONNECTION, connections);
    }

    @Override
    public SortedSet<String> variableKeys() {
        return names(VARIABLE, variables);
    }

    private SortedSet<String> names(String prefix, Watched file) {
        var names = new TreeSet<>(file.now().entries().keySet());
        for (String name : environment.names(prefix)) {
            if (names.stream().noneMatch(other -> environmentName(other).equals(environmentName(name)))) {
                names.add(name);
            }
        }
        return names;
    }

    @Override
    @SuppressWarnings(
            "ReferenceEquality") // asked for every line of a log: whether it is the very same reading is enough
    public Masking masking() {
        SecretFile connectionsNow = connections.seen();
        SecretFile variablesNow = variables.seen();
        Known last = known.get();
        if (last != null && last.connections() == connectionsNow && last.variables() == variablesNow) {
            return last.masking();
        }
        // What was secret before stays masked: a task that runs now may have read it.
        Masking before = last == null ? Masking.NONE : last.masking();
        Masking now = before.with(secrets(connectionsNow, variablesNow));
        known.set(new Known(connectionsNow, variablesNow, now));
        return now;
    }

    private Collection<String> secrets(SecretFile connectionsNow, SecretFile variablesNow) {
        List<String> secrets = new ArrayList<>();
        environment.each(CONNECTION, (id, text) -> addSecrets(() -> ConnectionText.parse(id, text), secrets));
        connectionsNow.entries().forEach((id, entry) -> addSecrets(() -> read(id, connectionsNow, entry), secrets));
        environment.each(VARIABLE, (key, text) -> secrets.addAll(SecretForms.in(Map.of(key, text))));
        variablesNow.entries().forEach((key, entry) -> {
            if (entry.value() != null) {
                secrets.addAll(SecretForms.in(Map.of(key, entry.value())));
            }
        });
        return secrets;
    }

    private static void addSecrets(java.util.function.Supplier<Connection> source, List<String> secrets) {
        Connection connection;
        try {
            connection = source.get();
        } catch (DownbeatException e) {
            // A broken connection is reported to whoever asks for it; nobody can use what it holds.
            return;
        }
        Connection.Login login = connection.login();
        if (!login.password().isEmpty()) {
            secrets.add(login.password());
            // as HTTP's basic authentication writes it, in base64
            secrets.add(login.user() + ":" + login.password());
        }
        secrets.addAll(SecretForms.in(connection.extra()));
        // Addresses that are secrets: of Slack's webhooks the path, of those of Azure the signature in the query.
        connection.extra("sig").ifPresent(secrets::add);
        if (connection.host().equals("hooks.slack.com") && !connection.path().isEmpty()) {
            secrets.add(connection.path());
            secrets.add(connection.path().replaceFirst("^/?services/", ""));
        }
    }

    static String environmentName(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /// The environment without regard to case.
    private record Environment(Map<String, String> values) {
        Environment {
            var folded = new java.util.TreeMap<String, String>();
            values.forEach((name, value) -> folded.put(name.toUpperCase(Locale.ROOT), value));
            values = folded;
        }

        Optional<String> find(String prefix, String name) {
            return Optional.ofNullable(values.get(prefix + environmentName(name)));
        }

        List<String> names(String prefix) {
            List<String> names = new ArrayList<>();
            each(prefix, (name, value) -> names.add(name));
            return names;
        }

        void each(String prefix, java.util.function.BiConsumer<String, String> action) {
            values.forEach((name, value) -> {
                if (name.startsWith(prefix) && name.length() > prefix.length()) {
                    action.accept(name.substring(prefix.length()).toLowerCase(Locale.ROOT), value);
                }
            });
        }
    }

    /// A file that is read when it changed.
    private static final class Watched {
        private final Path file;
        private final AtomicReference<@Nullable SecretFile> last = new AtomicReference<>();

        Watched(Path file) {
            this.file = file;
        }

        /// As it is now.
        SecretFile now() {
            SecretFile before = last.get();
            if (before != null && SecretFile.Stamp.of(file).equals(before.stamp())) {
                return before;
            }
            SecretFile fresh = SecretFile.read(file);
            last.set(fresh);
            return fresh;
        }

        /// As it was when anybody last looked something up; does not touch the disk again.
        SecretFile seen() {
            SecretFile before = last.get();
            if (before != null) {
                return before;
            }
            try {
                return now();
            } catch (DownbeatException | UncheckedIOException e) {
                // Whoever asks for a value from the file is told; masking goes on with what is known.
                var nothing = new SecretFile(file, SecretFile.Stamp.ABSENT, Map.of());
                last.compareAndSet(null, nothing);
                return nothing;
            }
        }
    }
}
