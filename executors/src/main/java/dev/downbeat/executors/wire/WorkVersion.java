package dev.downbeat.executors.wire;

import dev.downbeat.model.DagVersion;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.json.SpecJson;

/// A [DagVersion] in a form that JSON takes.
///
/// @param spec the DAG's spec, as [SpecJson] writes it
public record WorkVersion(long id, int number, String hash, String spec, String source) {
    public static WorkVersion of(DagVersion version) {
        return new WorkVersion(
                version.id().value(),
                version.number(),
                version.hash(),
                SpecJson.write(version.spec()),
                version.source());
    }

    public DagVersion version() {
        return new DagVersion(new VersionId(id), number, hash, SpecJson.read(spec), source);
    }
}
