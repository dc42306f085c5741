package dev.downbeat.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A task, many at a time after it, and one that joins them.
final class FanMeasure implements RigMeasure {
    @Override
    public String name() {
        return "fan";
    }

    @Override
    public String about() {
        return "1 task, then 200, 2,000, 10,000, then 1 that joins them: start of the first to end of the last";
    }

    @Override
    public Map<String, String> files(Scale scale) {
        return widths(scale).stream()
                .collect(Collectors.toMap(width -> dag(width) + ".yaml", width -> DagText.fan(dag(width), width)));
    }

    private static List<Integer> widths(Scale scale) {
        return switch (scale) {
            case FULL -> List.of(200, 2_000, 10_000);
            case QUICK -> List.of(5);
        };
    }

    private static String dag(int width) {
        return "fan_" + width;
    }

    @Override
    public List<Figure> run(Rig rig, Scale scale) throws InterruptedException, SQLException {
        var figures = new ArrayList<Figure>();
        for (int width : widths(scale)) {
            int rounds = scale.of(width > 2_000 ? 3 : 7, 1);
            var whole = new ArrayList<Double>();
            for (int i = scale.of(-2, 0); i < rounds; i++) {
                double millis = rig.times().tasks(List.of(rig.run(dag(width))));
                whole.addAll(i < 0 ? List.of() : List.of(millis));
            }
            String what = "%,d at a time and a join".formatted(width);
            figures.add(Figure.millis(what, Spread.ofTimes(whole), rig.floors().rows(width + 2)));
        }
        return figures;
    }
}
