package dev.downbeat.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tasks that are processes, one after the other, beside the same processes without Downbeat.
///
/// @param task  in YAML
/// @param files beside that of the DAG
/// @param bare  the process by itself
record ProcessMeasure(String name, String about, String task, Map<String, String> files, List<String> bare)
        implements RigMeasure {
    private static final int LENGTH = 10;

    static ProcessMeasure shell() {
        return new ProcessMeasure(
                "shell",
                "10 times true in a chain of bash tasks, beside 10 bare bash -c true",
                "bash: \"true\"",
                Map.of(),
                List.of("bash", "-c", "true"));
    }

    static ProcessMeasure python() {
        return new ProcessMeasure(
                "python",
                "10 empty Python functions in a chain, beside 10 bare python3 -c pass",
                "python: { file: empty.py, call: empty }",
                Map.of("empty.py", "def empty():\n    pass\n"),
                List.of("python3", "-c", "pass"));
    }

    @Override
    public Map<String, String> files(Scale scale) {
        var all = new HashMap<>(files);
        all.put(name + ".yaml", DagText.chain(name, length(scale), task));
        return all;
    }

    private static int length(Scale scale) {
        return scale.of(LENGTH, 2);
    }

    @Override
    public List<Figure> run(Rig rig, Scale scale) throws InterruptedException, SQLException, LeftOut {
        int length = length(scale);
        var times = new ArrayList<Double>();
        for (int i = 0; i < scale.of(20, 1); i++) {
            times.add(once());
        }
        Spread process = Spread.ofTimes(times);
        var figures = new ArrayList<Figure>();
        figures.add(Figure.millis(String.join(" ", bare), process, null));
        figures.addAll(SequentialMeasure.chains(rig, name, length, scale.of(10, 1), length * process.median()));
        return figures;
    }

    private double once() throws InterruptedException, LeftOut {
        long start = System.nanoTime();
        try {
            Process process = new ProcessBuilder(bare)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            int exit = process.waitFor();
            if (exit != 0) {
                throw new LeftOut("%s ends with exit code %d".formatted(bare.getFirst(), exit));
            }
            return Clock.millisSince(start);
        } catch (IOException e) {
            throw new LeftOut("%s cannot be started: %s".formatted(bare.getFirst(), e.getMessage()));
        }
    }
}
