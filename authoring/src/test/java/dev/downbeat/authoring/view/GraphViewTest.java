package dev.downbeat.authoring.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.TaskGroup;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskState;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

class GraphViewTest {
    static List<DagSpec> shapes() {
        return List.of(
                Specs.dag("single", "only"),
                Specs.dag("chain", "extract", "sql_clean < extract", "load < sql_clean"),
                Specs.dag("diamond", "a", "b < a", "c < a", "d < b c"),
                fan(),
                Specs.dag(
                        "branching",
                        "extract",
                        "train < extract",
                        "gate < train",
                        "deploy < gate:accurate",
                        "notify < gate:else",
                        "clean_up < extract deploy notify"),
                Specs.dag(
                        "grouped",
                        List.of(new TaskGroup("features", "Make the features"), new TaskGroup("features.text", "")),
                        "extract",
                        "features.scale < extract",
                        "features.text.split < extract",
                        "features.text.embed < features.text.split",
                        "train < features.scale features.text.embed"),
                Specs.dag(
                        "entangled",
                        List.of(new TaskGroup("g", "A way leaves this group and comes back")),
                        "g.first",
                        "outside < g.first",
                        "g.last < outside"),
                Specs.dag("islands", "a", "b < a", "c", "d < c", "e < b d"));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void shapes_are_drawn_as_agreed(DagSpec spec) {
        Golden.check("graph/" + spec.id() + ".txt", GraphView.ascii(spec, Look.PLAIN));
        Golden.check("graph/" + spec.id() + ".mmd", GraphView.mermaid(spec, Look.PLAIN));
        Golden.check("graph/" + spec.id() + ".svg", GraphView.svg(spec, Look.PLAIN));
    }

    @Test
    void a_run_shows_by_sign_and_colour() throws Exception {
        Map<TaskId, TaskState> states = Map.of(
                new TaskId("a"), TaskState.SUCCESS,
                new TaskId("b"), TaskState.FAILED,
                new TaskId("c"), TaskState.RUNNING,
                new TaskId("d"), TaskState.UPSTREAM_FAILED);
        DagSpec spec = Specs.dag("diamond", "a", "b < a", "c < a", "d < b c");

        assertThat(GraphView.ascii(spec, new Look(states, false)))
                .contains("✓", "✗", "●", "⊗")
                .doesNotContain("\u001b");
        assertThat(GraphView.ascii(spec, new Look(states, true))).contains("\u001b[31m✗\u001b[0m");
        assertThat(GraphView.mermaid(spec, new Look(states, false))).contains("class t2 failed", "classDef failed");
        assertThat(parse(GraphView.svg(spec, new Look(states, false)))).isPositive();
    }

    @Test
    void alike_tasks_of_a_large_dag_are_folded() {
        String ascii = GraphView.ascii(wide(10_000), Look.PLAIN);

        assertThat(ascii.lines()).hasSizeLessThan(12);
        assertThat(ascii).contains("work_0 … work_9999 (10,000 tasks)");
    }

    @Test
    void a_long_chain_and_a_tangle_are_drawn_too() throws Exception {
        DagSpec chain = Specs.dag(
                "chain",
                IntStream.range(0, 10_000)
                        .mapToObj(i -> i == 0 ? "t0" : "t%d < t%d".formatted(i, i - 1))
                        .toArray(String[]::new));
        DagSpec tangle = Specs.dag(
                "tangle",
                IntStream.range(0, 3_000)
                        .mapToObj(i -> i < 100 ? "t" + i : "t%d < t%d t%d".formatted(i, i * 7 % 100, i / 2))
                        .toArray(String[]::new));

        assertThat(GraphView.ascii(chain, Look.PLAIN).lines()).hasSize(10_002);
        assertThat(GraphView.ascii(tangle, Look.PLAIN)).contains("t2999", "← t93, t1499");
        for (DagSpec spec : List.of(chain, tangle, wide(10_000))) {
            assertThat(parse(GraphView.svg(spec, Look.PLAIN)))
                    .isGreaterThan(spec.tasks().size());
            assertThat(GraphView.mermaid(spec, Look.PLAIN).lines())
                    .hasSizeGreaterThan(spec.tasks().size());
        }
    }

    @Test
    void boxes_do_not_overlap() {
        for (DagSpec spec : shapes()) {
            Flow flow = Flow.of(spec);
            Drawing drawing = Drawing.of(flow, spec.groups());
            var boxes = new ArrayList<Box>();
            for (int i = 0; i < flow.size(); i++) {
                boxes.add(drawing.box(i));
            }
            for (Box a : boxes) {
                for (Box b : boxes) {
                    boolean apart = a.x + a.width <= b.x
                            || b.x + b.width <= a.x
                            || a.y + a.height <= b.y
                            || b.y + b.height <= a.y;
                    assertThat(a == b || apart)
                            .as("%s: %d and %d", spec.id(), a.node, b.node)
                            .isTrue();
                }
            }
        }
    }

    private static DagSpec fan() {
        String[] tasks = new String[12];
        tasks[0] = "split";
        for (int i = 1; i <= 10; i++) {
            tasks[i] = "part_%d < split".formatted(i);
        }
        tasks[11] = "join < "
                + IntStream.rangeClosed(1, 10).mapToObj(i -> "part_" + i).collect(Collectors.joining(" "));
        return Specs.dag("fan", tasks);
    }

    private static DagSpec wide(int count) {
        String[] tasks = new String[count + 2];
        tasks[0] = "split";
        for (int i = 0; i < count; i++) {
            tasks[i + 1] = "work_%d < split".formatted(i);
        }
        tasks[count + 1] =
                "join < " + IntStream.range(0, count).mapToObj(i -> "work_" + i).collect(Collectors.joining(" "));
        return Specs.dag("wide", tasks);
    }

    /// Number of elements of well-formed XML.
    private static int parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getElementsByTagName("*")
                .getLength();
    }
}
