package dev.downbeat.store.journal;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.json.SpecJson;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Specs that were read before: each run that is asked for reads the spec of its version, and to make one from its
/// text costs more than all else of the request.
///
/// The text is compared, for a version's may change: the place of its file is in it, and files are moved.
final class ReadSpecs {
    /// Characters of all texts together; what was not asked for the longest goes first.
    private static final int ROOM = 4_000_000;

    private final Map<VersionId, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private long length;

    private record Known(String text, DagSpec spec) {}

    DagSpec read(VersionId version, String text) {
        return find(version, text).orElseGet(() -> keep(version, text, SpecJson.read(text)));
    }

    private synchronized Optional<DagSpec> find(VersionId version, String text) {
        return Optional.ofNullable(known.get(version))
                .filter(found -> found.text().equals(text))
                .map(Known::spec);
    }

    private synchronized DagSpec keep(VersionId version, String text, DagSpec spec) {
        Known before = known.put(version, new Known(text, spec));
        length += text.length() - (before == null ? 0 : before.text().length());
        Iterator<Known> oldest = known.values().iterator();
        while (length > ROOM && oldest.hasNext()) {
            length -= oldest.next().text().length();
            oldest.remove();
        }
        return spec;
    }
}
