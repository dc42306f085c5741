package dev.downbeat.bench;

import dev.downbeat.bench.Figure.Limit;
import dev.downbeat.bench.Figure.Unit;
import dev.downbeat.bench.Program.Launcher;
import dev.downbeat.bench.Program.Up;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The program as people start it: how soon it is ready and commands answer, and what it holds while it has nothing
/// to do.
final class StartMeasure implements Measure {
    static final String DAG = "start";

    /// Long enough for the JVM to look through its memory once, and give back what it does not need.
    private static final Duration QUIET = Duration.ofSeconds(45);

    @Override
    public String name() {
        return DAG;
    }

    @Override
    public String about() {
        return "the program as one starts it: to ready on a fresh home and on a used one, commands, memory idle";
    }

    @Override
    public List<Figure> run(Site site, Scale scale) throws IOException, InterruptedException, LeftOut {
        if (!Memory.canBeTold()) {
            throw new LeftOut("only Linux tells what processes with common memory hold (/proc/PID/smaps_rollup)");
        }
        Launcher launcher = Launcher.own();
        var figures = new ArrayList<Figure>();
        if (launcher.caches().isPresent()) {
            Started bare = fresh(launcher, site.folder(), false, scale);
            figures.add(Figure.millis("to ready, fresh home, no start-up cache", Spread.ofTimes(bare.times()), null));
        }
        Started first = fresh(launcher, site.folder(), true, scale);
        figures.add(Figure.millis("to ready, fresh home", Spread.ofTimes(first.times()), null));
        var again = new ArrayList<Double>();
        for (int i = 1; i < scale.of(5, 1); i++) {
            again.add(millis(first.last()));
        }
        try (Up up = first.last().up()) {
            again.add(up.millis());
            figures.add(Figure.millis("to ready, used home", Spread.ofTimes(again), null));
            figures.addAll(answers(first.last(), scale));
            figures.addAll(idle(up, scale));
        }
        return figures;
    }

    /// @param last what was started last; its home is a used one now
    private record Started(List<Double> times, Program last) {}

    private static Started fresh(Launcher launcher, Path folder, boolean cached, Scale scale)
            throws IOException, InterruptedException {
        var times = new ArrayList<Double>();
        Program last;
        do {
            last = Program.fresh(launcher, folder, cached);
            times.add(millis(last));
        } while (times.size() < scale.of(3, 1));
        return new Started(times, last);
    }

    private static double millis(Program program) throws IOException, InterruptedException {
        try (Up up = program.up()) {
            return up.millis();
        }
    }

    /// While the server runs, as it mostly does.
    private static List<Figure> answers(Program program, Scale scale) throws IOException, InterruptedException {
        program.run("dags", "trigger", DAG); // so that there is something to list
        Spread java = commands(scale, StartMeasure::bareJava);
        Limit limit = new Limit("java -version", java.median());
        return List.of(
                Figure.millis("java -version", java, null),
                Figure.millis("downbeat version", commands(scale, () -> program.run("version")), limit),
                Figure.millis("downbeat runs list", commands(scale, () -> program.run("runs", "list")), limit));
    }

    /// A process that does something.
    private interface Once {
        double millis() throws IOException, InterruptedException;
    }

    private static Spread commands(Scale scale, Once command) throws IOException, InterruptedException {
        var times = new ArrayList<Double>();
        for (int i = scale.of(-2, 0); i < scale.of(20, 1); i++) {
            double millis = command.millis();
            times.addAll(i < 0 ? List.of() : List.of(millis));
        }
        return Spread.ofTimes(times);
    }

    /// What no program in Java can save.
    private static double bareJava() throws IOException, InterruptedException {
        long start = System.nanoTime();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IllegalStateException("java -version ends with exit code " + exit);
        }
        return Clock.millisSince(start);
    }

    private static List<Figure> idle(Up up, Scale scale) throws IOException, InterruptedException {
        Clock.pause(scale == Scale.FULL ? QUIET : Duration.ZERO);
        Memory memory = up.memory();
        return List.of(
                megabytes("idle, all", memory.all()),
                megabytes("idle, Java", memory.java()),
                megabytes("idle, PostgreSQL", memory.postgres()));
    }

    private static Figure megabytes(String what, long bytes) {
        return Figure.of(what, Unit.MEGABYTES, bytes / 1e6);
    }
}
