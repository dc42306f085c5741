package dev.downbeat.cli;

import dev.downbeat.bench.Benchmark;
import dev.downbeat.bench.Benchmark.Plan;
import dev.downbeat.bench.Report;
import dev.downbeat.sdk.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "bench",
        header = "Measure how fast Downbeat is on this machine, beside the bare database.",
        description = {
            "On a PostgreSQL of its own in a temporary folder, or on the server of --database, in databases that are made"
                    + " for it and dropped again; your runs are not touched, and Ctrl-C leaves nothing behind. Each result"
                    + " is also told as a ratio to what the same database needs for it without Downbeat, measured in the"
                    + " same run. All measures together take about a quarter of an hour, on a machine that does nothing"
                    + " else.",
            "",
            "Measures: limit (always), chain, linear, sequential40, fib, fan, map, flood, trickle, shell, python, history,"
                    + " wait, start. docs/performance.md says what each of them is."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  downbeat bench", "  downbeat bench chain fan -o json", "  downbeat bench flood --database URL"})
final class BenchCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(arity = "0..*", paramLabel = "MEASURE", description = "What to measure; left out, everything.")
    List<String> measures = new ArrayList<>();

    @Option(
            names = "--quick",
            description = "Small sizes, just to see that it works: its numbers say nothing.",
            defaultValue = "false")
    boolean quick;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "Measure this PostgreSQL server, as a user who may create databases.",
            defaultValue = "")
    String database = "";

    BenchCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        var plan = new Plan(measures, quick, database);
        var stopping = new AtomicBoolean();
        Report report;
        try {
            report = interruptible(plan, stopping);
        } catch (Exception e) {
            if (stopping.get()) {
                return ExitCode.INTERRUPTED.number(); // whatever it was, it came of that
            }
            throw e;
        }
        warn(report);
        if (context.json()) {
            context.screen().print(Json.pretty(report));
        } else {
            show(report);
        }
        return (report.failed() ? ExitCode.TROUBLE : ExitCode.SUCCESS).number();
    }

    private void warn(Report report) {
        Screen screen = context.screen();
        if (!report.measurement()) {
            screen.say("sizes were small (--quick): these numbers are no measurement");
        }
        if (!report.machine().durable()) {
            screen.say(
                    "this server does not wait for the disk (fsync, synchronous_commit): its commits cost too little");
        }
        report.leftOut()
                .forEach(left ->
                        screen.say(left.measure() + (left.failed() ? " failed: " : " is left out: ") + left.reason()));
    }

    /// Ctrl-C ends the measuring; the process then lives until all is tidied up.
    private Report interruptible(Plan plan, AtomicBoolean stopping) throws Exception {
        Thread measuring = Thread.currentThread();
        var closed = new CountDownLatch(1);
        Thread stop = Thread.ofPlatform().name("stop").unstarted(() -> {
            context.screen().say("stopping…");
            stopping.set(true);
            measuring.interrupt();
            await(closed);
        });
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            return Benchmark.run(plan, context.screen()::say);
        } finally {
            closed.countDown();
            forget(stop);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running: it has just been told that all is closed.
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void show(Report report) {
        Report.Machine machine = report.machine();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "machine",
                "%d CPUs, %,d MB, %s".formatted(machine.processors(), machine.memoryMegabytes(), machine.os()));
        facts.put("java", machine.java());
        facts.put(
                "postgresql",
                machine.postgresql() + (machine.disk() == null ? "" : ", embedded, on " + machine.disk()));
        Facts.print(context.screen(), context.ink(), facts);
        context.screen().print("");
        var table = new Table("MEASURE", "WHAT", "MEDIAN", "BETWEEN", "P99", "WORST", "UNIT", "RATIO", "LIMIT");
        report.results().forEach(row -> {
            Report.Limit limit = row.limit();
            table.row(
                    row.measure(),
                    row.what(),
                    number(row.median()),
                    between(row.between()),
                    number(row.p99()),
                    row.samples() == 1 ? "" : number(row.worst()),
                    row.unit(),
                    number(row.ratio()),
                    limit == null ? "" : limit.name() + " " + number(limit.value()));
        });
        table.print(context.screen(), context.ink());
    }

    private static String between(Report.@Nullable Between between) {
        return between == null ? "" : number(between.low()) + " … " + number(between.high());
    }

    /// With three digits, or all before the point.
    private static String number(@Nullable Double value) {
        if (value == null) {
            return "";
        }
        double size = Math.abs(value);
        int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}
