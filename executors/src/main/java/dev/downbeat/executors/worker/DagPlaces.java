package dev.downbeat.executors.worker;

import dev.downbeat.executors.wire.WorkVersion;
import dev.downbeat.model.About;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Origin;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The DAG versions that a worker knows, their files where they are here.
final class DagPlaces {
    private static final int MOST = 500;

    private final Map<Long, DagVersion> versions = new ConcurrentHashMap<>();
    private final @Nullable Path here;

    /// @param here the folder of DAG files; null where it has the same path as the server's
    DagPlaces(@Nullable Path here) {
        this.here = here;
    }

    /// @param there the server's folder of DAG files
    DagVersion of(long id, AttemptLink link, String there) throws InterruptedException {
        DagVersion known = versions.get(id);
        if (known != null) {
            return known;
        }
        WorkVersion told = link.version();
        DagVersion fresh = here == null ? told.version() : moved(told.version(), Path.of(there), here);
        if (versions.size() >= MOST) {
            versions.clear();
        }
        versions.put(id, fresh);
        return fresh;
    }

    private static DagVersion moved(DagVersion version, Path there, Path here) {
        DagSpec spec = version.spec();
        Origin origin = spec.about().origin();
        Path file = Path.of(origin.file());
        if (!file.startsWith(there)) {
            return version;
        }
        Path moved =
                here.toAbsolutePath().normalize().resolve(there.relativize(file).toString());
        About about = spec.about();
        var placed = new About(
                about.description(),
                about.docs(),
                about.owners(),
                about.tags(),
                new Origin(origin.format(), moved.toString(), origin.digest()));
        var own = new DagSpec(
                spec.id(), placed, spec.schedule(), spec.params(), spec.policy(), spec.groups(), spec.tasks());
        return new DagVersion(version.id(), version.number(), version.hash(), own, version.source());
    }
}
