package dev.downbeat.containers.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// What the page of Kubernetes shows can be done as it stands there.
class KubernetesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "kubernetes.md");
    private static final Pattern SNIPPET = Pattern.compile("(?ms)^```yaml\n(.*?)^```");

    @Test
    void its_templates_and_overrides_have_no_mistakes() throws Exception {
        List<Map<String, Object>> parts = new ArrayList<>();
        for (Map<?, ?> snippet : snippets()) {
            if ("Pod".equals(snippet.get("kind"))) {
                parts.add(StrategicMerge.merge(Map.of(), snippet));
            }
            at(snippet, "tasks", "train", "container", "pod")
                    .ifPresent(pod -> parts.add(StrategicMerge.merge(Map.of(), pod)));
        }

        assertThat(parts).hasSize(2);
        for (Map<String, Object> part : parts) {
            assertThat(PodParts.mistakes(part)).isEmpty();
            assertThat(PodManifest.of(Requests.shell("p1", "true"), part, null)).isNotNull();
        }
    }

    @Test
    void its_rights_are_those_that_the_stand_in_grants() throws IOException {
        Map<?, ?> role = snippets().stream()
                .filter(snippet -> "Role".equals(snippet.get("kind")))
                .findFirst()
                .orElseThrow();

        var verbs = new HashMap<String, String>();
        for (Object rule : list(role, "rules")) {
            List<?> rights = list((Map<?, ?>) rule, "verbs");
            list((Map<?, ?>) rule, "resources").forEach(what -> verbs.put(what.toString(), rights.toString()));
        }
        assertThat(verbs).isEqualTo(Map.of("pods", "[create, get, list, watch, delete]", "pods/log", "[get]"));
    }

    @Test
    void it_names_all_lists_that_are_merged_by_name() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(StrategicMerge.ELEMENT_KEYS.keySet())
                .allSatisfy(list -> assertThat(page).contains("`" + list + "`"));
    }

    private static List<?> list(Map<?, ?> object, String key) {
        return object.get(key) instanceof List<?> list ? list : List.of();
    }

    private static Optional<Map<?, ?>> at(Map<?, ?> snippet, String... path) {
        Object value = snippet;
        for (String key : path) {
            value = value instanceof Map<?, ?> object ? object.get(key) : null;
        }
        return value instanceof Map<?, ?> object ? Optional.of(object) : Optional.empty();
    }

    private static List<Map<?, ?>> snippets() throws IOException {
        var snippets = new ArrayList<Map<?, ?>>();
        var matcher = SNIPPET.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            new Load(LoadSettings.builder().build())
                    .loadAllFromString(matcher.group(1))
                    .forEach(document -> snippets.add((Map<?, ?>) document));
        }
        return snippets;
    }
}
