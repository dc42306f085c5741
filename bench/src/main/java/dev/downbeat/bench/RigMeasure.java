package dev.downbeat.bench;

import java.util.List;
import java.util.Map;

/// What is measured on one Downbeat.
interface RigMeasure extends Measure {
    /// The files that it wants in the DAG folder: names to texts.
    Map<String, String> files(Scale scale);

    /// @throws LeftOut when this machine lacks what it needs
    List<Figure> run(Rig rig, Scale scale) throws Exception;

    @Override
    default List<Figure> run(Site site, Scale scale) throws Exception {
        return run(site.rig(files(scale)), scale);
    }
}
