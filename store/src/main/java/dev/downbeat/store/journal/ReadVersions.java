package dev.downbeat.store.journal;

import dev.downbeat.model.DagVersion;
import dev.downbeat.model.VersionId;
import dev.downbeat.store.dags.StoredDag;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// DAG versions that were read before: each run that is asked for needs the one it is for, and to make one from its
/// text costs more than all else of the request.
///
/// A version that is found is one whose row was not written again since it was read: its stamp says so.
final class ReadVersions {
    /// Characters of all texts together; what was not asked for the longest goes first.
    private static final long ROOM = 4_000_000;

    private final Map<VersionId, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private long length;

    private record Known(String stamp, DagVersion version, int length) {}

    synchronized Optional<DagVersion> find(StoredDag.Newest stored) {
        return Optional.ofNullable(known.get(stored.version()))
                .filter(found -> found.stamp().equals(stored.stamp()))
                .map(Known::version);
    }

    synchronized void keep(StoredDag.Newest stored, DagVersion version, int size) {
        Known before = known.put(stored.version(), new Known(stored.stamp(), version, size));
        length += size - (before == null ? 0 : before.length());
        Iterator<Known> oldest = known.values().iterator();
        while (length > ROOM && oldest.hasNext()) {
            length -= oldest.next().length();
            oldest.remove();
        }
    }
}
