package dev.downbeat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.RunType;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.TriggerRule;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The model, the database and the pages for people use the same words.
class WordsTest {
    private static final Path MIGRATIONS = Code.ROOT.resolve("store/src/main/resources/db/migration");

    @Test
    void the_database_knows_the_words_of_the_model() {
        assertThat(allowed("task_instance", "state")).containsExactlyInAnyOrderElementsOf(words(TaskState.values()));
        assertThat(allowed("dag_run", "state")).containsExactlyInAnyOrderElementsOf(words(DagRunState.values()));
        assertThat(allowed("dag_run", "type")).containsExactlyInAnyOrderElementsOf(words(RunType.values()));
    }

    @Test
    void the_glossary_explains_every_state_and_kind_of_run() {
        String glossary = Code.read(Code.ROOT.resolve("GLOSSARY.md"));
        assertThat(glossary).contains(quoted(TaskState.values()));
        assertThat(glossary).contains(quoted(DagRunState.values()));
        assertThat(glossary).contains(quoted(RunType.values()));
    }

    @Test
    void the_page_of_concepts_explains_every_trigger_rule_and_shows_every_transition() {
        String concepts = Code.read(Code.ROOT.resolve("docs/concepts.md"));
        assertThat(concepts).contains(quoted(TriggerRule.values()));
        assertThat(concepts)
                .contains(dev.downbeat.model.TaskTransition.mermaid().strip());
    }

    /// The words in the CHECK of a column; a later migration may have put another one in its place.
    private static List<String> allowed(String table, String column) {
        String first = Code.read(MIGRATIONS.resolve("V1__engine.sql"));
        String later = Code.read(MIGRATIONS.resolve("V12__assets.sql"));
        Matcher again = Pattern.compile(
                        "add constraint %s_%s_check\\s+check \\(%s in \\(([^)]*)\\)".formatted(table, column, column))
                .matcher(later);
        String create = first.substring(first.indexOf("create table " + table + " ("));
        Matcher check =
                Pattern.compile("check \\(" + column + " in \\(([^)]*)\\)").matcher(create);
        if (again.find()) {
            check = again;
        } else {
            assertThat(check.find()).as("a check of %s.%s", table, column).isTrue();
        }
        return Arrays.stream(check.group(1).split(","))
                .map(word -> word.strip().replace("'", ""))
                .toList();
    }

    private static List<String> words(Enum<?>[] constants) {
        return Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<String> quoted(Enum<?>[] constants) {
        return words(constants).stream().map(word -> "`" + word + "`").toList();
    }
}
