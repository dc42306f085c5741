package dev.downbeat.decider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorTest {
    @Test
    void it_is_as_a_list_through_many_replacements_at_every_depth() {
        for (int size : new int[] {1, 31, 32, 33, 1_024, 1_025, 40_000}) {
            var random = new Random(size);
            Vector<Integer> vector = Vector.filled(size, 0);
            List<Integer> model = new ArrayList<>(Collections.nCopies(size, 0));
            for (int i = 0; i < 2_000; i++) {
                int index = random.nextInt(size);
                vector = vector.with(index, i);
                model.set(index, i);
            }
            for (int i = 0; i < size; i++) {
                assertThat(vector.get(i)).isEqualTo(model.get(i));
            }
        }
    }

    @Test
    void a_replacement_leaves_the_vector_before_as_it_was() {
        Vector<String> before = Vector.filled(2_000, "a");
        Vector<String> after = before.with(1_999, "b");

        assertThat(before.get(1_999)).isEqualTo("a");
        assertThat(after.get(1_999)).isEqualTo("b");
        assertThat(after.get(0)).isEqualTo("a");
    }

    @Test
    void an_index_outside_is_refused() {
        Vector<String> vector = Vector.filled(3, "a");
        assertThatThrownBy(() -> vector.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> vector.with(-1, "b")).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
