package dev.downbeat.bench;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// DAG files in YAML. Nothing but the engine's speed limits their runs and tasks.
final class DagText {
    static final String NOOP = "noop: {}";

    private static final String HEAD = """
            id: %s
            max_active_runs: 100000
            max_active_tasks_per_run: 100000
            timeout: 30d
            tasks:
            """;

    private DagText() {}

    /// Tasks one after the other.
    ///
    /// @param task what each of them does
    static String chain(String id, int length, String task) {
        return HEAD.formatted(id)
                + IntStream.range(0, length)
                        .mapToObj(i -> i == 0
                                ? "  t0: { %s }\n".formatted(task)
                                : "  t%d: { needs: t%d, %s }\n".formatted(i, i - 1, task))
                        .collect(Collectors.joining());
    }

    /// A task, so many after it, and one after all of those.
    static String fan(String id, int width) {
        String middle = IntStream.range(0, width)
                .mapToObj(i -> "  w%d: { needs: first, %s }\n".formatted(i, NOOP))
                .collect(Collectors.joining());
        String all = IntStream.range(0, width).mapToObj(i -> "w" + i).collect(Collectors.joining(", "));
        return HEAD.formatted(id) + "  first: { " + NOOP + " }\n" + middle + "  last: { needs: [" + all + "], " + NOOP
                + " }\n";
    }

    /// A task that is mapped over so many items, and one after all of those.
    static String map(String id, int items) {
        return HEAD.formatted(id) + """
                  item:
                    each: "{{ range(%d) | list }}"
                    noop: {}
                  last: { needs: item, noop: {} }
                """.formatted(items);
    }

    /// As the one file of a DAG folder.
    static Map<String, String> file(String id, String text) {
        return Map.of(id + ".yaml", text);
    }
}
