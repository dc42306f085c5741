package dev.downbeat.bench;

import dev.downbeat.bench.Report.LeftOut;
import dev.downbeat.bench.Report.Machine;
import dev.downbeat.bench.Report.Row;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import dev.downbeat.store.Database;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Measures Downbeat beside what the same PostgreSQL does without it.
///
/// ```java
/// Report report = Benchmark.run(new Plan(List.of("chain", "fan"), false, ""), System.err::println);
/// ```
public final class Benchmark {
    private static final String LIMIT = "limit";

    private static final List<Measure> MEASURES = List.of(
            new ChainMeasure(),
            new LinearMeasure(),
            new SequentialMeasure(),
            new FibMeasure(),
            new FanMeasure(),
            new MapMeasure(),
            new FloodMeasure(),
            new TrickleMeasure(),
            ProcessMeasure.shell(),
            ProcessMeasure.python(),
            new HistoryMeasure(),
            new WaitMeasure(),
            new StartMeasure());

    private final Plan plan;
    private final Scale scale;
    private final Consumer<String> progress;
    private boolean interrupted;

    /// @param measures by name; empty for all
    /// @param quick    in small sizes, just to see that it works
    /// @param database the URL of a server; empty for a PostgreSQL of its own in a temporary folder
    public record Plan(List<String> measures, boolean quick, String database) {
        /// @throws DownbeatException NOT_FOUND with the nearest name when there is no such measure
        public Plan {
            measures = List.copyOf(measures);
            var known = Benchmark.measures().keySet();
            for (String name : measures) {
                if (!known.contains(name)) {
                    String hint = Nearest.hint(name, known);
                    throw new DownbeatException(
                            ErrorCode.NOT_FOUND,
                            "there is no measure '%s'%s"
                                    .formatted(
                                            name, hint.isEmpty() ? ": there are " + String.join(", ", known) : hint));
                }
            }
        }

        private List<Measure> chosen() {
            return MEASURES.stream()
                    .filter(measure -> measures.isEmpty() || measures.contains(measure.name()))
                    .toList();
        }

        @Override
        public String toString() {
            return "Plan[measures=%s, quick=%s]".formatted(measures, quick); // the URL may hold a password
        }
    }

    private Benchmark(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.scale = plan.quick() ? Scale.QUICK : Scale.FULL;
        this.progress = progress;
    }

    /// What can be measured: names and what they tell, in the order in which they are measured.
    public static Map<String, String> measures() {
        var all = new LinkedHashMap<String, String>();
        all.put(LIMIT, "what this PostgreSQL does without Downbeat: always measured, all else is compared with it");
        MEASURES.forEach(measure -> all.put(measure.name(), measure.about()));
        return all;
    }

    /// Measures, and leaves nothing behind, also when it fails or its thread is interrupted.
    ///
    /// @param progress is told what goes on, line by line
    public static Report run(Plan plan, Consumer<String> progress) throws Exception {
        var benchmark = new Benchmark(plan, progress);
        try {
            return benchmark.run();
        } catch (RuntimeException | SQLException e) {
            if (benchmark.interrupted) { // the driver and others tell of it in their own ways
                var stopped = new InterruptedException();
                stopped.addSuppressed(e);
                throw stopped;
            }
            throw e;
        }
    }

    private Report run() throws Exception {
        Workplace workplace = Workplace.create();
        try {
            Server server =
                    plan.database().isEmpty() ? Server.embedded(workplace.folder()) : Server.at(plan.database());
            try {
                return run(server, workplace);
            } finally {
                calm();
                server.close();
            }
        } finally {
            calm();
            workplace.close();
        }
    }

    private Report run(Server server, Workplace workplace) throws Exception {
        Machine machine = machine(server, workplace);
        var rows = new ArrayList<Row>();
        var leftOut = new ArrayList<LeftOut>();
        progress.accept(LIMIT + ": " + measures().get(LIMIT));
        Floors floors = floors(server);
        floors.figures().forEach(figure -> rows.add(Row.of(LIMIT, figure)));
        for (Measure measure : plan.chosen()) {
            Clock.check();
            progress.accept(measure.name() + ": " + measure.about());
            try {
                figures(measure, server, workplace, floors).forEach(figure -> rows.add(Row.of(measure.name(), figure)));
            } catch (Measure.LeftOut e) {
                leftOut.add(new LeftOut(measure.name(), e.reason(), false));
            } catch (RuntimeException | SQLException e) {
                if (interrupted) {
                    throw e;
                }
                leftOut.add(new LeftOut(measure.name(), e.toString(), true)); // what the others found is not lost
            }
        }
        return new Report(!plan.quick(), machine, rows, leftOut);
    }

    private Floors floors(Server server) throws SQLException {
        String url = server.database();
        try (Connection connection = Database.plain(url).getConnection()) {
            return new ByHand(connection).measure(scale);
        } finally {
            server.dropLast();
        }
    }

    private List<Figure> figures(Measure measure, Server server, Workplace workplace, Floors floors) throws Exception {
        Path folder = Files.createDirectory(workplace.folder().resolve(measure.name()));
        Site site = new Site(folder, server, floors);
        try {
            return measure.run(site, scale);
        } finally {
            calm();
            site.close();
        }
    }

    /// Who interrupts wants the measuring to end, not the tidying up.
    private void calm() {
        interrupted |= Thread.interrupted();
    }

    private Machine machine(Server server, Workplace workplace) throws IOException {
        var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        boolean durable = server.setting("fsync").equals("on")
                && !server.setting("synchronous_commit").equals("off");
        return new Machine(
                os.getName() + " " + os.getArch(),
                os.getAvailableProcessors(),
                os.getTotalMemorySize() / 1_000_000,
                Runtime.version().toString(),
                server.setting("server_version"),
                plan.database().isEmpty() ? workplace.disk() : null,
                durable);
    }
}
