package dev.downbeat.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.DagVersion;
import dev.downbeat.model.VersionId;
import dev.downbeat.store.dags.StoredDag;
import dev.downbeat.testkit.Samples;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadVersionsTest {
    private static final int LARGE = 1_500_000;

    private final ReadVersions versions = new ReadVersions();

    @Test
    void a_version_is_kept_as_long_as_its_row_is_not_written_again() {
        DagVersion version = version(1);
        versions.keep(stored(1, "700"), version, 10);

        assertThat(versions.find(stored(1, "700"))).containsSame(version);
        assertThat(versions.find(stored(1, "701"))).isEmpty();
        assertThat(versions.find(stored(2, "700"))).isEmpty();
    }

    @Test
    void what_was_not_asked_for_the_longest_makes_room() {
        versions.keep(stored(1, "1"), version(1), LARGE);
        versions.keep(stored(2, "1"), version(2), LARGE);
        Optional<DagVersion> _ = versions.find(stored(1, "1"));

        versions.keep(stored(3, "1"), version(3), LARGE);

        assertThat(versions.find(stored(1, "1"))).isPresent();
        assertThat(versions.find(stored(2, "1"))).isEmpty();
        assertThat(versions.find(stored(3, "1"))).isPresent();
    }

    private static StoredDag.Newest stored(int version, String stamp) {
        return new StoredDag.Newest(new VersionId(version), stamp);
    }

    private static DagVersion version(int id) {
        return new DagVersion(new VersionId(id), 1, "", Samples.dag("d", "a"), "");
    }
}
