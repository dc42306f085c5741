package dev.downbeat.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.runtime.SettingKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The chart, rendered by Helm itself: what comes out is what Kubernetes knows, and runs with as few rights as it
/// needs.
class ChartTest {
    /// Settings that values of their own, or the chart itself, give.
    private static final Set<SettingKey> BY_THE_CHART = Set.of(
            SettingKey.HOME,
            SettingKey.DATABASE_URL,
            SettingKey.DAGS,
            SettingKey.HOST,
            SettingKey.PORT,
            SettingKey.EXECUTION_ADDRESS,
            SettingKey.EXECUTION_URL,
            SettingKey.KUBERNETES_NAMESPACE,
            SettingKey.KUBERNETES_IMAGE,
            SettingKey.OTLP_METRICS,
            SettingKey.METRICS_INTERVAL);

    private static final String LEAST = """
            database: { existingSecret: postgres }
            workerToken: { existingSecret: workers }
            """;

    private static final String ALL = """
            image: { pullSecrets: [registry], digest: "sha256:%s" }
            database: { url: "postgresql://downbeat:geheim@postgres/downbeat" }
            workerToken: { existingSecret: workers }
            settings: { parallelism: 64, retention: 90d }
            dags: { configMap: pipelines }
            storage: { storageClassName: nfs }
            servers:
              extraEnv: [{ name: DOWNBEAT_VAR_REGION, value: north }]
              extraEnvFrom: [{ secretRef: { name: connections } }]
              podAnnotations: { a: b }
              nodeSelector: { kind: large }
              tolerations: [{ key: large, operator: Exists }]
              affinity: { podAntiAffinity: {} }
            service: { annotations: { a: b } }
            serviceAccount: { annotations: { a: b } }
            kubernetesExecutor: { namespace: tasks }
            metrics: { otlp: "http://collector:4318/v1/metrics" }
            networkPolicy: { enabled: true, extraFrom: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }
            workers:
              plain: {}
              gpu:
                queues: [gpu, large]
                slots: 4
                drainSeconds: 60
                resources: { limits: { nvidia.com/gpu: 1 } }
                nodeSelector: { kind: gpu }
                tolerations: [{ key: gpu, operator: Exists }]
                affinity: { podAntiAffinity: {} }
                podAnnotations: { a: b }
                extraEnv: [{ name: HTTPS_PROXY, value: "http://proxy:3128" }]
                extraEnvFrom: [{ configMapRef: { name: more } }]
                keda: { enabled: true, maxReplicas: 20 }
            """.formatted("0".repeat(64));

    private static Chart chart;
    private static List<Map<String, Object>> least;
    private static List<Map<String, Object>> all;

    @BeforeAll
    static void render(@TempDir Path folder) throws IOException {
        chart = Chart.found(folder);
        least = chart.render(LEAST);
        all = chart.render(ALL);
    }

    @Test
    void helm_has_nothing_against_it() {
        assertThat(chart.lint()).noneMatch(it -> it.contains("[WARNING]") || it.contains("[ERROR]"));
    }

    @Test
    void kubernetes_knows_all_that_is_made_and_every_field_of_it() {
        assertThat(least)
                .extracting(it -> it.get("kind"))
                .containsExactlyInAnyOrder(
                        "Deployment",
                        "Service",
                        "ConfigMap",
                        "PersistentVolumeClaim",
                        "PodDisruptionBudget",
                        "ServiceAccount",
                        "Role",
                        "RoleBinding");
        assertThat(all)
                .extracting(it -> it.get("kind"))
                .contains("Secret", "NetworkPolicy", "ScaledObject", "Deployment");
        Stream.concat(least.stream(), all.stream()).forEach(Chart::checkFields);
        assertThatThrownBy(() -> Chart.checkFields(
                        Map.of("apiVersion", "v1", "kind", "Service", "spec", Map.of("sesionAffinity", "None"))))
                .hasMessageContaining("sesionAffinity");
    }

    @Test
    void pods_are_not_root_and_write_nowhere_but_in_volumes() {
        assertThat(pods()).hasSize(4).allSatisfy(pod -> {
            assertThat(Shipped.at(pod, "securityContext.runAsNonRoot")).isEqualTo(true);
            assertThat(Shipped.at(pod, "securityContext.runAsUser")).isEqualTo(10001);
            assertThat(Shipped.at(pod, "securityContext.seccompProfile.type")).isEqualTo("RuntimeDefault");
            assertThat(Shipped.at(pod, "enableServiceLinks"))
                    .as("a service called downbeat would set DOWNBEAT_PORT")
                    .isEqualTo(false);
            Object container = Shipped.in(pod, "containers.0");
            assertThat(Shipped.at(container, "securityContext.readOnlyRootFilesystem"))
                    .isEqualTo(true);
            assertThat(Shipped.at(container, "securityContext.allowPrivilegeEscalation"))
                    .isEqualTo(false);
            assertThat(Shipped.at(container, "securityContext.capabilities.drop"))
                    .isEqualTo(List.of("ALL"));
            assertThat(Shipped.items(Shipped.at(container, "volumeMounts"))
                            .filter(it -> !Boolean.TRUE.equals(it.get("readOnly")))
                            .map(it -> it.get("mountPath")))
                    .contains("/home/downbeat", "/tmp")
                    .allMatch(it -> it.equals("/tmp") || it.toString().startsWith("/home/downbeat"));
            assertThat(Shipped.at(container, "resources.limits")).isNotNull();
        });
        assertThat(Shipped.at(worker("plain"), "automountServiceAccountToken")).isEqualTo(false);
    }

    @Test
    void probes_look_where_other_machines_may() {
        Object container = Shipped.in(server(all), "containers.0");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(Shipped.at(container, probe + ".httpGet.port")).isEqualTo("execution");
        }
        assertThat(Shipped.at(container, "livenessProbe.httpGet.path")).isEqualTo("/health/live");
        assertThat(Shipped.at(container, "readinessProbe.httpGet.path")).isEqualTo("/health/ready");
        assertThat(Shipped.at(container, "ports.0.containerPort")).isEqualTo(8643);
        assertThat(variable(container, "DOWNBEAT_EXECUTION_ADDRESS")).containsEntry("value", "0.0.0.0:8643");
        assertThat(variable(container, "DOWNBEAT_EXECUTION_URL"))
                .containsEntry("value", "http://beat-downbeat.data.svc:8643");
    }

    @Test
    void secrets_are_read_from_secrets() {
        for (Object pod : pods()) {
            Object container = Shipped.in(pod, "containers.0");
            assertThat(variable(container, "DOWNBEAT_WORKER_TOKEN")).containsKey("valueFrom");
        }
        assertThat(variable(Shipped.in(server(least), "containers.0"), "DOWNBEAT_DATABASE_URL"))
                .containsEntry("valueFrom", Map.of("secretKeyRef", Map.of("name", "postgres", "key", "url")));
        assertThat(all.stream().filter(it -> it.toString().contains("geheim")).map(it -> it.get("kind")))
                .containsExactly("Secret");
    }

    @Test
    void workers_take_from_their_queues_and_are_given_the_time_to_end() {
        Object pod = worker("gpu");
        Object container = Shipped.in(pod, "containers.0");

        assertThat(Shipped.at(container, "args"))
                .isEqualTo(List.of(
                        "worker",
                        "--server=http://beat-downbeat.data.svc:8643",
                        "--name=$(POD_NAME)",
                        "--queues=gpu,large",
                        "--slots=4",
                        "--drain=60s"));
        assertThat(Shipped.at(pod, "terminationGracePeriodSeconds")).isEqualTo(75);
        assertThat(Shipped.at(container, "resources.limits")).isEqualTo(Map.of("memory", "2Gi", "nvidia.com/gpu", 1));
        Map<String, Object> scaled = kind(all, "ScaledObject").findFirst().orElseThrow();
        assertThat(Shipped.at(scaled, "spec.scaleTargetRef.name")).isEqualTo("beat-downbeat-worker-gpu");
        assertThat(Shipped.in(scaled, "spec.triggers.0.metadata.query").toString())
                .contains("downbeat_queue_waiting{queue=~\"gpu|large\"}");
        assertThat(Shipped.at(worker("plain"), "containers.0.args.3")).isEqualTo("--queues=default");
    }

    @Test
    void the_executor_may_make_pods_and_little_else() {
        Map<String, Object> role = kind(all, "Role").findFirst().orElseThrow();
        Object container = Shipped.in(server(all), "containers.0");

        assertThat(variable(container, "DOWNBEAT_KUBERNETES_NAMESPACE")).containsEntry("value", "tasks");
        assertThat(variable(container, "DOWNBEAT_KUBERNETES_IMAGE").get("value"))
                .isEqualTo(Shipped.at(container, "image"));

        assertThat(Shipped.at(role, "metadata.namespace")).isEqualTo("tasks");
        assertThat(Shipped.items(role.get("rules")).map(it -> it.get("resources") + " " + it.get("verbs")))
                .containsExactly("[pods] [create, get, list, watch, delete]", "[pods/log] [get]", "[events] [list]");
        assertThat(kind(chart.render(LEAST + "kubernetesExecutor: { enabled: false }"), "Role"))
                .isEmpty();
    }

    @Test
    void what_cannot_work_is_refused_in_words() {
        assertThatThrownBy(() -> chart.render("{}")).hasMessageContaining("database: give existingSecret");
        assertThatThrownBy(() -> chart.render(LEAST + "storage: { accessMode: ReadWriteOnce }"))
                .hasMessageContaining("several servers need ReadWriteMany");
        assertThatThrownBy(() -> chart.render(LEAST + "servers: { replica: 3 }"))
                .hasMessageContaining("replica");
        assertThatThrownBy(() -> chart.render(LEAST + "settings: { paralelism: 3 }"))
                .hasMessageContaining("paralelism");
        assertThat(Shipped.at(
                        kind(
                                        chart.render(LEAST
                                                + "storage: { accessMode: ReadWriteOnce }\nservers: { replicas: 1 }"),
                                        "Deployment")
                                .findFirst()
                                .orElseThrow(),
                        "spec.strategy.type"))
                .isEqualTo("Recreate");
    }

    @Test
    void every_value_is_used_and_every_used_one_is_there() {
        Map<String, Object> values =
                Shipped.yaml(Code.read(Shipped.CHART.resolve("values.yaml"))).getFirst();
        String templates = chart.templates();
        List<String> used = Pattern.compile("(\\$worker|\\.Values)((?:\\.[a-zA-Z]+)+)")
                .matcher(templates)
                .results()
                .map(it -> (it.group(1).equals("$worker") ? "workerDefaults" : "") + it.group(2))
                .map(it -> it.startsWith(".") ? it.substring(1) : it)
                .distinct()
                .toList();

        assertThat(used)
                .allSatisfy(it -> assertThat(Shipped.at(values, it)).as(it).isNotNull());
        assertThat(leaves("", values))
                .allSatisfy(
                        leaf -> assertThat(used).as(leaf).anyMatch(it -> leaf.equals(it) || leaf.startsWith(it + ".")));
    }

    @Test
    void settings_are_those_that_there_are() {
        Object schema = Shipped.yaml(Code.read(Shipped.CHART.resolve("values.schema.json")))
                .getFirst();

        assertThat(Shipped.at(schema, "properties.settings.propertyNames.enum"))
                .isEqualTo(Arrays.stream(SettingKey.values())
                        .filter(key -> !BY_THE_CHART.contains(key))
                        .map(SettingKey::word)
                        .toList());
        assertThat(Shipped.unknownVariables(chart.templates())).isEmpty();
    }

    private static List<String> leaves(String before, Map<String, Object> values) {
        var found = new ArrayList<String>();
        values.forEach((key, value) -> {
            String path = before + key;
            if (value instanceof Map<?, ?> map && !map.isEmpty()) {
                found.addAll(leaves(path + ".", Shipped.map(map)));
            } else {
                found.add(path);
            }
        });
        return found;
    }

    private static Stream<Map<String, Object>> kind(List<Map<String, Object>> objects, String kind) {
        return objects.stream().filter(it -> kind.equals(it.get("kind")));
    }

    private static List<Object> pods() {
        return Stream.concat(kind(least, "Deployment"), kind(all, "Deployment"))
                .map(it -> Shipped.in(it, "spec.template.spec"))
                .collect(Collectors.toList());
    }

    private static Object server(List<Map<String, Object>> objects) {
        return deployment(objects, "beat-downbeat");
    }

    private static Object worker(String name) {
        return deployment(all, "beat-downbeat-worker-" + name);
    }

    private static Object deployment(List<Map<String, Object>> objects, String name) {
        return kind(objects, "Deployment")
                .filter(it -> name.equals(Shipped.at(it, "metadata.name")))
                .map(it -> Shipped.in(it, "spec.template.spec"))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> variable(Object container, String name) {
        return Shipped.items(Shipped.at(container, "env"))
                .filter(it -> name.equals(it.get("name")))
                .findFirst()
                .orElseThrow();
    }
}
