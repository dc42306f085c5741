package dev.downbeat.cli;

import ch.qos.logback.classic.LoggerContext;
import dev.downbeat.api.DownbeatApi;
import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.schema.JsonSchemas;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.client.HttpDownbeat;
import dev.downbeat.executors.remote.FleetSecret;
import dev.downbeat.model.Problem;
import dev.downbeat.runtime.AttemptProcess;
import dev.downbeat.runtime.DagReader;
import dev.downbeat.runtime.DatabaseCare;
import dev.downbeat.runtime.DatabaseCare.PurgeResult;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Saving.Saved;
import dev.downbeat.runtime.ServerFile;
import dev.downbeat.runtime.Settings;
import dev.downbeat.runtime.WorkerProcess;
import dev.downbeat.server.DownbeatServer;
import dev.downbeat.server.ServerLogging;
import dev.downbeat.store.SchemaReport;
import dev.downbeat.store.care.PurgeOrder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The platform itself: a running server, the store, an engine in this process.
final class LivePlatform implements Platform {
    @Override
    public Access access() {
        Settings settings = Settings.load();
        Optional<ServerFile> server = ServerFile.running(settings.home());
        return server.isPresent()
                ? new Remote(new HttpDownbeat(URI.create(server.get().url())))
                : new Local(Downbeat.open(settings, Downbeat.Mode.INSPECT));
    }

    @Override
    public Foreground foreground() {
        return new Local(Downbeat.open(Settings.load(), Downbeat.Mode.FOREGROUND));
    }

    @Override
    public Serving serve(Optional<Path> dags, Optional<Integer> port) {
        Settings configured = Settings.load();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            ServerLog.begin(context, configured.log());
        }
        Settings settings = configured.with(
                new Settings.Dags(
                        dags.map(Path::toAbsolutePath).orElse(configured.dags().folder()),
                        configured.dags().scanInterval()),
                configured.http().withPort(port.orElse(configured.http().port())));
        Downbeat downbeat = Downbeat.open(settings, Downbeat.Mode.SERVE);
        try {
            DownbeatServer server = DownbeatServer.start(downbeat, settings);
            downbeat.announce(server.url());
            return new Server(settings, downbeat, server);
        } catch (RuntimeException e) {
            downbeat.close();
            throw e;
        }
    }

    @Override
    public Working work(WorkerAsk ask) throws InterruptedException {
        ServerLogging.take();
        var setup = new WorkerProcess.Setup(ask.server(), ask.name(), ask.queues(), ask.slots(), ask.dags());
        return new Hand(WorkerProcess.start(setup, Settings.load(), System.getenv()));
    }

    @Override
    public Errand errand() {
        ServerLogging.take();
        AttemptProcess process = AttemptProcess.of(Settings.load(), System.getenv());
        return new Errand() {
            @Override
            public void run() throws InterruptedException {
                process.run();
            }

            @Override
            public void giveBack() {
                process.giveBack();
            }

            @Override
            public void close() {
                process.close();
            }
        };
    }

    @Override
    public Secret workerSecret() {
        var secret = new FleetSecret(Settings.load().home(), System.getenv());
        return new Secret(secret.file(), secret.make());
    }

    @Override
    public Loaded load(Path file) {
        return switch (DagReader.installed().read(file).parsed()) {
            case Parsed.Dags dags -> new Loaded(dags.specs(), List.of());
            case Parsed.Broken broken -> new Loaded(List.of(), asTyped(broken.problems(), file));
        };
    }

    /// With the file's name as the user typed it: they see it beside their own command.
    private static List<Problem> asTyped(List<Problem> problems, Path file) {
        String place = file.toAbsolutePath().normalize().toString();
        return problems.stream()
                .map(problem -> problem.file().equals(place) ? problem.in(file.toString()) : problem)
                .toList();
    }

    @Override
    public List<OperatorPage> operators() {
        return OperatorReference.pages();
    }

    @Override
    public String schema() {
        return JsonSchemas.text(Operators.installed());
    }

    @Override
    public List<Check> checks() {
        return new MachineChecks(Settings.load(), () -> database().status()).all();
    }

    @Override
    public String answer() {
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException("the answer cannot be read", e);
        }
    }

    @Override
    public DatabaseAdmin database() {
        return new Care(new DatabaseCare(Settings.load()));
    }

    /// A server, over HTTP.
    private record Remote(HttpDownbeat http) implements Access {
        @Override
        public DownbeatApi api() {
            return http;
        }

        @Override
        public boolean serving() {
            return true;
        }

        @Override
        public void close() {
            http.close();
        }
    }

    /// The store, from this process.
    private record Local(Downbeat downbeat) implements Foreground {
        @Override
        public DownbeatApi api() {
            return downbeat.api();
        }

        @Override
        public boolean serving() {
            return false;
        }

        @Override
        public long submit(Path file, Optional<String> dag, Map<String, @Nullable Object> params, boolean fresh) {
            return downbeat.submit(new Downbeat.FileRun(file, dag.orElse(""), params, fresh));
        }

        @Override
        public Path artifacts(long runId) {
            return downbeat.artifacts(runId);
        }

        @Override
        public void close() {
            downbeat.close();
        }
    }

    private record Server(Settings settings, Downbeat downbeat, DownbeatServer server) implements Serving {
        @Override
        public URI url() {
            return server.url();
        }

        @Override
        public Map<String, String> facts() {
            var facts = new LinkedHashMap<String, String>();
            server.executionUrl().ifPresent(url -> facts.put("execution", url.toString()));
            facts.put("dags", settings.dags().folder().toString());
            facts.put("database", downbeat.api().info().database());
            return facts;
        }

        @Override
        public void close() {
            server.close();
            downbeat.close();
        }
    }

    private record Hand(WorkerProcess worker) implements Working {
        @Override
        public int running() {
            return worker.running();
        }

        @Override
        public boolean drain(Duration patience) throws InterruptedException {
            return worker.drain(patience);
        }

        @Override
        public void close() {
            worker.close();
        }
    }

    private record Care(DatabaseCare care) implements DatabaseAdmin {
        @Override
        public Map<String, @Nullable Object> status() {
            DatabaseCare.Status status = care.status();
            var facts = new LinkedHashMap<String, @Nullable Object>();
            facts.put("database", status.description());
            facts.put("postgresql", status.facts().version());
            facts.put("schema", status.facts().schema());
            facts.put("megabytes", status.facts().bytes() / 1_000_000);
            return facts;
        }

        @Override
        public SchemaReport schema() {
            return care.schema();
        }

        @Override
        public SchemaReport migrate() {
            return care.migrate();
        }

        @Override
        public List<dev.downbeat.store.care.Finding> check() {
            return care.check();
        }

        @Override
        public Saved backup(Path file, boolean files) {
            return care.backup(file, files);
        }

        @Override
        public Saved restore(Path file, boolean force) {
            return care.restore(file, force);
        }

        @Override
        public Map<String, Long> countOld(PurgeOrder order) {
            return care.countOld(order);
        }

        @Override
        public PurgeResult purge(PurgeOrder order) {
            return care.purge(order);
        }

        @Override
        public boolean stop() {
            return care.stop();
        }

        @Override
        public Optional<Path> path() {
            return care.path();
        }
    }
}
