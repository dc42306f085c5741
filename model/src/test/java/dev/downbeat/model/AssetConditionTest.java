package dev.downbeat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.downbeat.model.AssetCondition.All;
import dev.downbeat.model.AssetCondition.Any;
import dev.downbeat.model.AssetCondition.One;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AssetConditionTest {
    private static final AssetName A = new AssetName("a");
    private static final AssetName B = new AssetName("b");
    private static final AssetName C = new AssetName("s3://bucket/c.parquet");

    private final AssetCondition nested = new All(List.of(new One(A), new Any(List.of(new One(B), new One(C)))));

    @Test
    void it_is_met_by_updates_enough() {
        assertThat(nested.metBy(Set.of(A, B))).isTrue();
        assertThat(nested.metBy(Set.of(A, C))).isTrue();
        assertThat(nested.metBy(Set.of(A))).isFalse();
        assertThat(nested.metBy(Set.of(B, C))).isFalse();
        assertThat(nested.metBy(Set.of())).isFalse();
    }

    @Test
    void it_says_itself_in_words_and_names_its_assets() {
        assertThat(nested.words()).isEqualTo("a and (b or s3://bucket/c.parquet)");
        assertThat(new All(List.of(new One(A))).words()).isEqualTo("a");
        assertThat(nested.assets()).containsExactly(A, B, C);
    }

    @Test
    void one_over_nothing_and_names_that_cannot_be_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Any(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new AssetName("no blanks"));
        assertThatIllegalArgumentException().isThrownBy(() -> new AssetName(""));
    }
}
