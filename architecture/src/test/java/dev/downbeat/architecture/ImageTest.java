package dev.downbeat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The image's file, as far as it can be judged without a registry for its base.
class ImageTest {
    private static final Pattern CONTINUED = Pattern.compile("\\\\\n");
    private static final List<String> STEPS = CONTINUED
            .matcher(Code.read(Shipped.IMAGE).replaceAll("(?m)^#.*\n", ""))
            .replaceAll(" ")
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();

    @Test
    void it_runs_as_a_number_that_is_not_root() {
        assertThat(all("USER")).containsExactly("10001:10001");
        assertThat(STEPS.indexOf("USER 10001:10001"))
                .as("nothing is installed after that")
                .isGreaterThan(STEPS.lastIndexOf(STEPS.stream()
                        .filter(it -> it.startsWith("RUN"))
                        .toList()
                        .getLast()));
    }

    @Test
    void signals_reach_the_program_and_its_orphans_are_taken_in() {
        assertThat(all("ENTRYPOINT"))
                .singleElement()
                .asString()
                .startsWith("[\"/usr/bin/tini\"")
                .endsWith("\"/opt/downbeat/bin/downbeat\"]");
        assertThat(all("CMD")).containsExactly("[\"up\"]");
        assertThat(all("STOPSIGNAL")).containsExactly("SIGTERM");
        assertThat(Code.read(Code.ROOT.resolve("dist/src/main/dist/bin/downbeat")))
                .as("the launcher is replaced by the JVM")
                .contains("\nexec \"$java\" ");
    }

    @Test
    void the_heap_follows_the_limit_of_the_container() {
        assertThat(all("ENV")).anyMatch(it -> it.contains("-XX:MaxRAMPercentage="));
    }

    @Test
    void it_says_whether_it_is_well_at_the_address_that_it_opens() {
        assertThat(all("EXPOSE")).containsExactly("8643");
        assertThat(all("ENV")).anyMatch(it -> it.contains("DOWNBEAT_EXECUTION_ADDRESS=0.0.0.0:8643"));
        assertThat(all("HEALTHCHECK")).singleElement().asString().contains("http://127.0.0.1:8643/health/ready");
    }

    @Test
    void it_holds_no_secret_and_takes_in_nothing_but_the_distribution() {
        assertThat(all("ADD")).isEmpty();
        assertThat(all("COPY")).allSatisfy(copy -> {
            String from = copy.split(" ", -1)[0];
            assertThat(from.startsWith("--from=jdk")
                            || List.of("bin", "lib", "libexec", "examples", "LICENSE")
                                    .contains(from))
                    .as(copy)
                    .isTrue();
        });
        for (String folder : List.of("bin", "libexec")) {
            assertThat(Files.isDirectory(Code.ROOT.resolve("dist/src/main/dist").resolve(folder)))
                    .isTrue();
        }
        assertThat(String.join("\n", STEPS))
                .doesNotContainIgnoringCase("password")
                .doesNotContain("TOKEN");
    }

    @Test
    void what_it_sets_is_read_by_somebody() {
        assertThat(Shipped.unknownVariables(String.join("\n", STEPS))).isEmpty();
    }

    private static List<String> all(String instruction) {
        return STEPS.stream()
                .filter(step -> step.startsWith(instruction + " "))
                .map(step -> step.substring(instruction.length() + 1).strip())
                .toList();
    }
}
