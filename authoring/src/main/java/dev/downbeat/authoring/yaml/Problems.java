package dev.downbeat.authoring.yaml;

import dev.downbeat.model.Nearest;
import dev.downbeat.model.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/// Gathers the mistakes of one file.
final class Problems {
    private static final int MOST = 100;

    private final String file;
    private final List<Problem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(Node where, String message) {
        add(where, message, "");
    }

    void add(Node where, String message, String hint) {
        add(Place.of(where), message, hint);
    }

    void add(Place place, String message, String hint) {
        found.add(new Problem(file, place.line(), place.column(), message, hint));
    }

    static String didYouMean(String wrong, Collection<String> known) {
        return Nearest.to(wrong, known).map("did you mean '%s'?"::formatted).orElse("");
    }

    boolean none() {
        return found.isEmpty();
    }

    /// In the order of the file, each once.
    List<Problem> inOrder() {
        return found.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .limit(MOST)
                .toList();
    }
}
