package dev.downbeat.authoring.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.model.ContainerSpec;
import dev.downbeat.model.ContainerSpec.Mount;
import dev.downbeat.model.ContainerSpec.Pull;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.TaskId;
import dev.downbeat.sdk.json.SpecJson;
import dev.downbeat.templates.Templates;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerReaderTest {
    private static final YamlDags DAGS = new YamlDags(Operators.installed(), new Templates());
    private static final DagSpec DAG = read("""
            id: boxes
            defaults:
              executor: kubernetes
              container:
                image: acme/base:1
                env: { A: "1", B: "2" }
                memory: 512Mi
            tasks:
              usual:
                bash: "true"
              own:
                bash: "true"
                container:
                  image: acme/train:3
                  pull: always
                  env: { B: "3" }
                  cpus: 1.5
                  gpus: 1
                  mounts: ["/data:/in:ro", "models:/models"]
                  pod: { spec: { nodeSelector: { disk: ssd } } }
              docker:
                executor: docker
                bash: "true"
                container: { network: host }
              here:
                executor: local
                bash: "true"
            """);

    private static DagSpec read(String text) {
        Parsed parsed = DAGS.parse(Path.of("boxes.yaml"), text);
        assertThat(parsed).isInstanceOf(Parsed.Dags.class);
        return ((Parsed.Dags) parsed).specs().getFirst();
    }

    private static ContainerSpec of(String task) {
        ContainerSpec container = DAG.task(new TaskId(task)).placement().container();
        return Objects.requireNonNull(container);
    }

    @Test
    void what_a_task_leaves_out_is_that_of_the_defaults() {
        assertThat(of("usual").image()).isEqualTo("acme/base:1");
        assertThat(of("usual").pull()).isEqualTo(Pull.IF_NOT_PRESENT);
        assertThat(of("own").image()).isEqualTo("acme/train:3");
        assertThat(of("own").pull()).isEqualTo(Pull.ALWAYS);
        assertThat(of("own").env()).isEqualTo(Map.of("A", "1", "B", "3"));
        assertThat(of("own").size()).isEqualTo(new ContainerSpec.Size(1.5, 512L << 20, 1));
        assertThat(of("own").mounts())
                .isEqualTo(List.of(new Mount("/data", "/in", true), new Mount("models", "/models", false)));
        assertThat(of("own").pod()).isEqualTo(Map.of("spec", Map.of("nodeSelector", Map.of("disk", "ssd"))));
        assertThat(of("docker").network()).isEqualTo("host");
    }

    @Test
    void a_task_that_runs_elsewhere_has_none() {
        assertThat(DAG.task(new TaskId("here")).placement().container()).isNull();
    }

    @Test
    void it_is_the_same_after_it_was_stored() {
        assertThat(SpecJson.read(SpecJson.write(DAG))).isEqualTo(DAG);
    }

    @Test
    void a_dag_without_containers_is_stored_without_a_word_of_them() {
        DagSpec plain = read("id: plain\ntasks: { a: { bash: 'true' } }");

        assertThat(SpecJson.write(plain)).doesNotContain("container");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            kubernetes | { cpus: 0 }                       | cpus must be more than 0, was 0.0
            kubernetes | { memory: 4k }                    | memory must be 6Mi or more, was 4000 bytes
            kubernetes | { memory: 99999999999T }          | 99999999999T is more memory than there is
            kubernetes | { mounts: [data] }                | 'data' is no mount, such as /data/in:/in:ro (what, where inside, and ro or rw)
            kubernetes | { network: host }                 | 'network' is for executor docker; a pod's is the cluster's
            docker     | { pod: { spec: { nodeName: a } } } | 'pod' is for executor kubernetes
            docker     | { pod: { spec: } }                | pod: 'spec' has no value
            workers    | { image: "acme/train:3" }         | a task with executor workers has no container: set executor: docker or kubernetes
            """)
    void what_cannot_be_is_told_with_its_place(String executor, String container, String message) {
        Parsed parsed = DAGS.parse(Path.of("boxes.yaml"), """
                id: boxes
                tasks:
                  task:
                    bash: "true"
                    executor: %s
                    container: %s
                """.formatted(executor, container));

        assertThat(((Parsed.Broken) parsed).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.message()).isEqualTo("task 'task': " + message);
            assertThat(problem.line()).isEqualTo(6);
        });
    }

    @Test
    void what_is_wrong_in_a_pod_is_told_at_the_pod() {
        var strict = new YamlDags(
                Operators.installed(),
                new Templates(),
                pod -> pod.containsKey("sepc") ? List.of("sepc: a Pod has no such key") : List.of());

        Parsed parsed = strict.parse(Path.of("boxes.yaml"), """
                id: boxes
                tasks:
                  task:
                    bash: "true"
                    executor: kubernetes
                    container:
                      image: acme/train:3
                      pod:
                        sepc: {}
                """);

        assertThat(((Parsed.Broken) parsed).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.message()).isEqualTo("task 'task': pod: sepc: a Pod has no such key");
            assertThat(problem.line()).isEqualTo(9);
        });
    }
}
