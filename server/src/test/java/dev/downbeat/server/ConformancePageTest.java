package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.server.ExecutorConformance.Case;
import dev.downbeat.server.ExecutorConformance.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ConformancePageTest {
    private static final Path PAGE = Path.of("../docs/executors.md");
    private static final String BEGIN = "<!-- table -->\n";
    private static final String END = "<!-- end of table -->\n";
    private static final List<Subject> SUBJECTS = List.of(
            LocalConformanceTest.SUBJECT,
            ProcessConformanceTest.SUBJECT,
            WorkersConformanceTest.SUBJECT,
            DockerConformanceTest.SUBJECT,
            KubernetesConformanceTest.SUBJECT);

    /// The cells are what the suite's classes say before they try it, so what fails cannot stand there as
    /// passed.
    @Test
    void the_page_has_what_the_suite_tries() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        if ("update".equals(System.getProperty("golden"))) {
            page = page.substring(0, begin) + table() + page.substring(end);
            Files.writeString(PAGE, page);
        }

        assertThat(page).contains(BEGIN + table() + END);
    }

    private static String table() {
        var table = new StringBuilder("| case |");
        SUBJECTS.forEach(
                subject -> table.append(" `").append(subject.executor()).append("` |"));
        table.append("\n| --- |").append(" --- |".repeat(SUBJECTS.size())).append('\n');
        for (Case each : Case.values()) {
            table.append("| *%s*: %s |".formatted(each.name().toLowerCase(Locale.ROOT), each.text()));
            SUBJECTS.forEach(
                    subject -> table.append(' ').append(subject.cell(each)).append(" |"));
            table.append('\n');
        }
        return table.toString();
    }
}
