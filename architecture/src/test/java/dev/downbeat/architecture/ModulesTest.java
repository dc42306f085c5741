package dev.downbeat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// The arrows between modules, as the poms tell them.
class ModulesTest {
    /// What each module may depend on; what it reaches through those counts as well.
    private static final Map<String, Set<String>> ARROWS = arrows();

    private static Map<String, Set<String>> arrows() {
        var arrows = new LinkedHashMap<String, Set<String>>();
        arrows.put("model", Set.of());
        arrows.put("decider", Set.of("model"));
        arrows.put("engine", Set.of("decider"));
        arrows.put("sdk", Set.of("model"));
        arrows.put("testkit", Set.of("engine", "sdk"));
        arrows.put("templates", Set.of("sdk"));
        arrows.put("authoring", Set.of("sdk", "templates", "decider"));
        arrows.put("containers", Set.of("sdk"));
        arrows.put("operators", Set.of("containers", "sdk"));
        arrows.put("executors", Set.of("containers", "engine", "sdk", "templates"));
        arrows.put("api", Set.of("model"));
        arrows.put("store", Set.of("engine", "api", "sdk"));
        arrows.put("runtime", Set.of("api", "authoring", "engine", "executors", "operators", "store", "templates"));
        arrows.put("testing", Set.of("runtime"));
        arrows.put("bench", Set.of("runtime"));
        arrows.put("client", Set.of("api", "sdk"));
        arrows.put("server", Set.of("runtime"));
        arrows.put("cli", Set.of("bench", "client", "runtime", "server", "testing"));
        arrows.put("simulation", Set.of("testkit", "store"));
        arrows.put("architecture", Set.of());
        arrows.put("acceptance", Set.of());
        arrows.put("reliability", Set.of());
        arrows.put("dist", Set.of("cli"));
        return arrows;
    }

    @Test
    void every_module_has_its_arrows() throws Exception {
        assertThat(modules()).containsExactlyElementsOf(ARROWS.keySet());
    }

    @Test
    void modules_depend_on_what_their_arrows_allow() throws Exception {
        for (String module : modules()) {
            assertThat(ARROWS.getOrDefault(module, Set.of()))
                    .as("%s/pom.xml may depend on, tests apart", module)
                    .containsAll(dependencies(module));
        }
    }

    @Test
    void a_module_depends_only_on_modules_above_it() throws Exception {
        var above = new TreeSet<String>();
        for (String module : modules()) {
            assertThat(above).as("the modules above %s", module).containsAll(dependencies(module));
            above.add(module);
        }
    }

    @Test
    void a_package_belongs_to_one_module() {
        var owners = new LinkedHashMap<String, Set<String>>();
        for (Path file : Code.sources(".java")) {
            Path inModule = Code.ROOT.relativize(file);
            if (inModule.toString().contains("/src/main/java/")) {
                Path folder = inModule.subpath(4, inModule.getNameCount() - 1);
                owners.computeIfAbsent(folder.toString(), _ -> new TreeSet<>())
                        .add(inModule.getName(0).toString());
            }
        }
        owners.values().removeIf(modules -> modules.size() == 1);
        assertThat(owners).isEmpty();
    }

    @Test
    void only_the_store_writes_runs_and_task_instances() {
        var writes = Pattern.compile(
                "(?i)\\b(insert\\s+into|update|delete\\s+from|merge\\s+into|truncate)\\s+(dag_run|task_instance)\\b");
        List<Path> main = new ArrayList<>(Code.sources(".java"));
        main.addAll(Code.sources(".sql"));
        main.removeIf(file -> !Code.ROOT.relativize(file).toString().contains("/src/main/"));

        // A benchmark fills a database of its own with a past that never was.
        assertThat(Code.places(main, writes))
                .isNotEmpty()
                .allMatch(place -> place.startsWith("store/") || place.contains("/HistoryMeasure.java"));
    }

    private static List<String> modules() throws Exception {
        return texts(pom(Code.ROOT.resolve("pom.xml")).getElementsByTagName("module"));
    }

    /// Our own modules that a module depends on other than for its tests.
    private static List<String> dependencies(String module) throws Exception {
        NodeList all = pom(Code.ROOT.resolve(module).resolve("pom.xml")).getElementsByTagName("dependency");
        var own = new ArrayList<String>();
        for (int i = 0; i < all.getLength(); i++) {
            Element dependency = (Element) all.item(i);
            String group = String.join("", texts(dependency.getElementsByTagName("groupId")));
            String scope = String.join("", texts(dependency.getElementsByTagName("scope")));
            if (group.equals("dev.downbeat") && !scope.equals("test")) {
                own.add(String.join("", texts(dependency.getElementsByTagName("artifactId")))
                        .replace("downbeat-", ""));
            }
        }
        return own;
    }

    private static Element pom(Path file) throws ParserConfigurationException, IOException, SAXException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
    }

    private static List<String> texts(NodeList nodes) {
        var texts = new ArrayList<String>();
        for (int i = 0; i < nodes.getLength(); i++) {
            Node node = nodes.item(i);
            texts.add(node.getTextContent().strip());
        }
        return texts;
    }
}
