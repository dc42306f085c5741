package dev.downbeat.cli;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Problem;
import dev.downbeat.runtime.DatabaseCare.PurgeResult;
import dev.downbeat.runtime.Saving.Saved;
import dev.downbeat.store.SchemaReport;
import dev.downbeat.store.SchemaReport.Pending;
import dev.downbeat.store.care.PurgeOrder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A platform without an engine behind it.
final class FakePlatform implements Platform {
    final FakeApi api = new FakeApi();
    final Map<String, Loaded> files = new LinkedHashMap<>();
    final List<Check> checks = new ArrayList<>();
    final List<dev.downbeat.store.care.Finding> findings = new ArrayList<>();
    SchemaReport report = new SchemaReport(
            18, 20, List.of(new Pending(19, "operations", 18), new Pending(20, "new times", 20)), List.of(), true);
    boolean serving = true;
    boolean databaseRuns = true;
    boolean secretMade;
    String answer = "";

    void file(String name, DagSpec... dags) {
        files.put(name, new Loaded(List.of(dags), List.of()));
    }

    void mistakes(String name, Problem... problems) {
        files.put(name, new Loaded(List.of(), List.of(problems)));
    }

    @Override
    public String answer() {
        return answer;
    }

    @Override
    public Access access() {
        return new FakeForeground();
    }

    @Override
    public Foreground foreground() {
        return new FakeForeground();
    }

    private final class FakeForeground implements Foreground {
        @Override
        public DownbeatApi api() {
            return api;
        }

        @Override
        public boolean serving() {
            return serving;
        }

        @Override
        public long submit(Path file, Optional<String> dag, Map<String, @Nullable Object> params, boolean fresh) {
            api.told.add("submit " + dag.orElse("?") + " " + params + (fresh ? " fresh" : ""));
            return api.runs.getFirst().summary().id();
        }

        @Override
        public Path artifacts(long runId) {
            return Path.of("no such folder");
        }

        @Override
        public void close() {
            api.told.add("close");
        }
    }

    @Override
    public Serving serve(Optional<Path> dags, Optional<Integer> port) {
        return new Serving() {
            @Override
            public URI url() {
                return URI.create("http://127.0.0.1:" + port.orElse(8642));
            }

            @Override
            public Map<String, String> facts() {
                return Map.of();
            }

            @Override
            public void close() {
                System.out.println("closed");
            }
        };
    }

    @Override
    public Errand errand() {
        throw new UnsupportedOperationException("no test starts an attempt");
    }

    @Override
    public Working work(WorkerAsk ask) {
        if (ask.queues().contains("refused")) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, "the server refused (401)");
        }
        return new Working() {
            @Override
            public int running() {
                return 1;
            }

            @Override
            public boolean drain(Duration patience) {
                System.out.println("drains for " + patience);
                return patience.toSeconds() > 5;
            }

            @Override
            public void close() {
                System.out.println("closed");
            }
        };
    }

    @Override
    public Secret workerSecret() {
        secretMade = !secretMade;
        return new Secret(Path.of("/home/ada/.downbeat/worker.token"), secretMade);
    }

    @Override
    public Loaded load(Path file) {
        return files.getOrDefault(file.getFileName().toString(), new Loaded(List.of(), List.of()));
    }

    @Override
    public List<OperatorPage> operators() {
        return List.of(
                new OperatorPage("bash", "Runs a command.", "# bash\n\nRuns a command.\n"),
                new OperatorPage("sql", "Asks a database.", "# sql\n"));
    }

    @Override
    public String schema() {
        return "{\n  \"title\": \"DAG\"\n}\n";
    }

    @Override
    public List<Check> checks() {
        return checks;
    }

    @Override
    public DatabaseAdmin database() {
        return new DatabaseAdmin() {
            @Override
            public Map<String, @Nullable Object> status() {
                var facts = new LinkedHashMap<String, @Nullable Object>();
                facts.put("kind", "embedded");
                facts.put("version", "18.6");
                facts.put("size", null);
                return facts;
            }

            @Override
            public SchemaReport schema() {
                return report;
            }

            @Override
            public SchemaReport migrate() {
                return report;
            }

            @Override
            public List<dev.downbeat.store.care.Finding> check() {
                return findings;
            }

            @Override
            public Saved backup(Path file, boolean files) {
                return new Saved(file, 19, Sample.START, 1234, files ? 3 : 0);
            }

            @Override
            public Saved restore(Path file, boolean force) {
                return new Saved(file, 19, Sample.START, 1234, force ? 3 : 0);
            }

            @Override
            public Map<String, Long> countOld(PurgeOrder order) {
                return order.dag().isEmpty() ? Map.of("churn", 12L) : Map.of();
            }

            @Override
            public PurgeResult purge(PurgeOrder order) {
                return new PurgeResult(12, order.keepLast());
            }

            @Override
            public boolean stop() {
                return databaseRuns;
            }

            @Override
            public Optional<Path> path() {
                return Optional.of(Path.of("/home/ada/.downbeat/postgres"));
            }
        };
    }
}
