package dev.downbeat.bench;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// A task that is mapped over very many items.
final class MapMeasure implements RigMeasure {
    private static final String DAG = "map";

    @Override
    public String name() {
        return DAG;
    }

    @Override
    public String about() {
        return "a task mapped over 100,000 items, and one that joins them: acceptance of the run to its end";
    }

    @Override
    public Map<String, String> files(Scale scale) {
        return DagText.file(DAG, DagText.map(DAG, items(scale)));
    }

    private static int items(Scale scale) {
        return scale.of(100_000, 20);
    }

    @Override
    public List<Figure> run(Rig rig, Scale scale) throws InterruptedException, SQLException {
        int items = items(scale);
        List<Long> run = List.of(rig.run(DAG));
        double millis = rig.times().runs(run);
        if (rig.times().instances(run) < items + 1) {
            throw new IllegalStateException("fewer instances than items");
        }
        return List.of(
                Figure.millis(
                        "%,d items and a join".formatted(items),
                        Spread.of(millis),
                        rig.floors().rows(items + 1)),
                Figure.rate("its tasks", Spread.of((items + 1) / (millis / 1_000)), rig.floors()));
    }
}
