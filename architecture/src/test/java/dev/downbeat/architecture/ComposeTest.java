package dev.downbeat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/// The file for Compose.
class ComposeTest {
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{([A-Z_]+)([^}]*)\\}");
    private static final String TEXT = Code.read(Shipped.COMPOSE);
    private static final Map<String, Object> FILE = Shipped.yaml(TEXT).getFirst();
    private static final Map<String, Object> SERVICES = Shipped.map(FILE.get("services"));

    @Test
    void there_are_two_servers_a_worker_and_a_database() {
        assertThat(SERVICES).containsOnlyKeys("database", "server-1", "server-2", "worker");
        assertThat(Shipped.at(SERVICES, "worker.command"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .startsWith("worker")
                .contains("http://server-1:8643");
    }

    @Test
    void each_may_do_as_little_as_it_needs() {
        assertThat(SERVICES).allSatisfy((name, service) -> {
            assertThat(Shipped.at(service, "read_only")).as(name).isEqualTo(true);
            assertThat(Shipped.at(service, "cap_drop")).as(name).isEqualTo(List.of("ALL"));
            assertThat(Shipped.at(service, "security_opt")).as(name).isEqualTo(List.of("no-new-privileges:true"));
            assertThat(Shipped.at(service, "ports")).as(name).isNull();
            assertThat(Shipped.at(service, "privileged")).as(name).isNull();
            assertThat(Shipped.at(service, "restart")).as(name).isEqualTo("unless-stopped");
            assertThat(Shipped.at(service, "healthcheck")).as(name).isNotNull();
        });
    }

    @Test
    void secrets_have_to_be_given_and_have_no_default() {
        List<MatchResult> secrets = SUBSTITUTION
                .matcher(TEXT)
                .results()
                .filter(it -> it.group(1).matches(".*(PASSWORD|TOKEN)"))
                .toList();

        assertThat(secrets)
                .hasSizeGreaterThan(3)
                .allSatisfy(it -> assertThat(it.group(2)).startsWith(":?"));
        for (Map<String, Object> service : services()) {
            Shipped.map(service.get("environment")).forEach((name, value) -> {
                if (name.matches(".*(PASSWORD|TOKEN|URL)")) {
                    assertThat(value.toString()).as(name).contains(":?");
                }
            });
        }
    }

    @Test
    void each_server_has_a_home_of_its_own_and_both_have_the_same_files() {
        assertThat(mounts("server-1")).contains("home-1:/home/downbeat");
        assertThat(mounts("server-2")).contains("home-2:/home/downbeat");
        for (String server : List.of("server-1", "server-2")) {
            assertThat(mounts(server))
                    .contains("artifacts:/home/downbeat/artifacts", "logs:/home/downbeat/logs")
                    .anyMatch(it -> it.endsWith(":/dags:ro"));
        }
        assertThat(SERVICES.keySet().stream()
                        .flatMap(name -> mounts(name).stream())
                        .map(it -> it.split(":", -1)[0])
                        .filter(it -> it.matches("[a-z0-9-]+")))
                .allMatch(it -> Shipped.map(FILE.get("volumes")).containsKey(it));
    }

    @Test
    void what_it_sets_is_read_by_somebody() {
        assertThat(Shipped.unknownVariables(TEXT)).isEmpty();
    }

    private static List<Map<String, Object>> services() {
        return SERVICES.values().stream().map(Shipped::map).toList();
    }

    private static List<String> mounts(String service) {
        return Shipped.at(SERVICES, service + ".volumes") instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : Stream.<String>of().toList();
    }
}
