package dev.downbeat.reliability;

import dev.downbeat.reliability.Evidence.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The DAGs of the load. Their tasks write down what they do, in a file that outlives every server.
final class Pipelines {
    /// Those that the load starts; the others are started by them.
    static final List<String> STARTED = List.of("chain", "mapped", "flaky", "waits", "caller", "made", "far");

    static final Map<String, Shape> SHAPES = Map.of(
            "chain",
            shape(Map.of("one", 1, "two", 1, "between", 1, "three", 1, "four", 1), "one", "two", "three", "four"),
            "mapped",
            shape(Map.of("list", 1, "part", 3, "total", 1), "list", "part", "total"),
            "flaky",
            new Shape(Map.of("shaky", 1, "after", 1), Set.of("shaky", "after"), Set.of("shaky"), 0),
            "waits",
            shape(Map.of("write", 1, "arrival", 1, "report", 1), "write", "report"),
            "caller",
            new Shape(Map.of("before", 1, "call", 1, "after", 1), Set.of("before", "after"), Set.of(), 1),
            "called",
            shape(Map.of("work", 1, "rest", 1), "work"),
            "made",
            shape(Map.of("make", 1), "make"),
            "used",
            shape(Map.of("use", 1), "use"),
            "far",
            shape(Map.of("first", 1, "second", 1, "back", 1), "first", "second", "back"));

    private static final String SCRIPT = """
            # effect.sh SECONDS [OUTPUT]: says what it does, before and after it does it.
            who="$DOWNBEAT_RUN_ID $DOWNBEAT_TASK_ID $DOWNBEAT_MAP_INDEX $DOWNBEAT_ATTEMPT ${DOWNBEAT_HOME##*/}"
            echo "begin $who" >> "EFFECTS"
            sleep "$1"
            echo "end $who" >> "EFFECTS"
            output="{\\"by\\": $DOWNBEAT_ATTEMPT}"
            echo "${2:-$output}" > "$DOWNBEAT_OUTPUT"
            """;

    private static final Map<String, String> FILES = Map.of(
            "chain",
            """
            id: chain
            tasks:
              one: { bash: "EFFECT 0.2" }
              two: { needs: one, bash: "EFFECT 0.1" }
              between: { needs: two, noop: {} }
              three: { needs: between, bash: "EFFECT 0.3" }
              four: { needs: three, bash: "EFFECT 0.1" }
            """,
            "mapped",
            """
            id: mapped
            tasks:
              list: { bash: "EFFECT 0.1 '[1, 2, 3]'" }
              part: { needs: list, each: "{{ outputs.list }}", bash: "EFFECT 0.{{ item }}" }
              total: { needs: part, bash: "EFFECT 0.1" }
            """,
            "flaky",
            """
            id: flaky
            tasks:
              shaky:
                retries: 2
                retry_delay: 300ms
                bash: |
                  if [ "$DOWNBEAT_TRY_NUMBER" = 1 ]; then
                    exit 1
                  fi
                  EFFECT 0.1
              after: { needs: shaky, bash: "EFFECT 0.1" }
            """,
            "waits",
            """
            id: waits
            tasks:
              write: { bash: "EFFECT 0.1; echo here > FOLDER/arrival-{{ run.id }}" }
              arrival: { wait_for_file: { path: "FOLDER/arrival-{{ run.id }}", poke_interval: 200ms, timeout: 10m } }
              report: { needs: arrival, bash: "EFFECT 0.1" }
            """,
            "caller",
            """
            id: caller
            tasks:
              before: { bash: "EFFECT 0.1" }
              call:
                needs: before
                trigger_dag: { dag: called, wait_for_completion: true, poke_interval: 300ms, timeout: 10m }
              after: { needs: call, bash: "EFFECT 0.1" }
            """,
            "called",
            """
            id: called
            tasks:
              work: { bash: "EFFECT 0.3" }
              rest: { needs: work, noop: {} }
            """,
            "made",
            """
            id: made
            tasks:
              make: { produces: parts, bash: "EFFECT 0.1" }
            """,
            "used",
            """
            id: used
            consumes: [parts]
            tasks:
              use: { bash: "EFFECT 0.1" }
            """,
            "far",
            """
            id: far
            defaults: { executor: workers }
            tasks:
              first: { bash: "EFFECT 0.6" }
              second: { needs: first, bash: "EFFECT 0.3" }
              back: { needs: second, executor: local, bash: "EFFECT 0.1" }
            """);

    private Pipelines() {}

    /// @param folder  where the files of the DAGs go, into `dags`, and what their tasks need
    /// @param effects where tasks write down what they do
    static Path write(Path folder, Path effects) throws IOException {
        Path script = folder.resolve("effect.sh");
        Files.writeString(script, SCRIPT.replace("EFFECTS", effects.toString()));
        Path dags = Files.createDirectories(folder.resolve("dags"));
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            String text = file.getValue().replace("EFFECT", "sh " + script).replace("FOLDER", folder.toString());
            Files.writeString(dags.resolve(file.getKey() + ".yaml"), text);
        }
        return dags;
    }

    private static Shape shape(Map<String, Integer> tasks, String... effective) {
        return new Shape(tasks, Set.of(effective), Set.of(), 0);
    }
}
