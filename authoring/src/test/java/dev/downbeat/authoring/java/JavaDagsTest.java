package dev.downbeat.authoring.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Problem;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import dev.downbeat.templates.Templates;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InEnglish.class)
class JavaDagsTest {
    private static final Path FILE = Path.of("dags", "Churn.java");

    private static final String CHURN = """
            import dev.downbeat.sdk.*;
            import java.nio.file.Path;
            import java.time.LocalDate;
            import java.util.*;

            public final class Churn {
                record Frame(Path file, long rows) {}
                record Grid(double lr) {}
                record Settings(double minAuc) {}
                record Model(String uri, double auc) {}

                static List<Path> extractFiles(LocalDate day) { return List.of(); }
                static Frame clean(Path raw) { return new Frame(raw, 1); }
                static List<Grid> grid(Settings s) { return List.of(); }
                static Model fit(Frame f, Grid g) { return new Model("m", 1); }
                static Model best(List<Model> trials, Settings s) { return trials.getFirst(); }

                public static final Dag DAG = Dag.of("churn", d -> {
            %s
                });
            }
            """;

    private static final String RIGHT = """
                    var files = d.with(d.day()).call(Churn::extractFiles);
                    d.each(files).call(Churn::clean);
            """;

    static final Operators OPERATORS = Operators.of(List.of(new Java(), new Echo()));

    private final CompiledSources sources = new CompiledSources(8);
    private final JavaDags dags = new JavaDags(sources, OPERATORS, new Templates());

    @Test
    void a_file_becomes_its_dag() {
        DagSpec spec = specs(CHURN.formatted(RIGHT)).getFirst();

        assertThat(spec.id().value()).isEqualTo("churn");
        assertThat(spec.tasks()).extracting(task -> task.id().value()).containsExactly("extract_files", "clean");
        assertThat(spec.tasks()).extracting(task -> task.about().line()).containsExactly(19, 20);
        TaskSpec clean = spec.tasks().getLast();
        assertThat(clean.call().config()).containsEntry("dag_class", "Churn").containsEntry("task", "clean");
        assertThat(spec.about().origin().format()).isEqualTo("java");
        assertThat(spec.about().origin().file()).isEqualTo(FILE.toAbsolutePath().toString());
        assertThat(spec.about().origin().digest()).hasSize(64);
    }

    @Test
    void the_same_file_is_the_same_spec_again() {
        DagSpec first = specs(CHURN.formatted(RIGHT)).getFirst();
        List<DagSpec> again = specsOf(
                new JavaDags(new CompiledSources(1), OPERATORS, new Templates()).parse(FILE, CHURN.formatted(RIGHT)));

        assertThat(again).containsExactly(first);
    }

    @Test
    void a_list_where_one_item_is_wanted_is_refused_in_a_line() {
        assertThat(problem(CHURN.formatted("""
                        var files = d.with(d.day()).call(Churn::extractFiles);
                        d.with(files).call(Churn::clean);
                """)))
                .isEqualTo(new Problem(
                        FILE.toString(), 20, 28, "incompatible types: List<Path> cannot be converted to Path", ""));
    }

    @Test
    void a_list_of_something_else_is_refused_in_a_line() {
        assertThat(problem(CHURN.formatted("""
                        var files = d.with(d.day()).call(Churn::extractFiles);
                        d.with(files, Dag.value(new Settings(1))).call(Churn::best);
                """)).message())
                .isEqualTo("incompatible types: List<Path> cannot be converted to List<Model>");
    }

    @Test
    void mapping_over_what_is_no_list_is_refused() {
        assertThat(problem(CHURN.formatted("d.each(d.day()).call(Churn::clean);"))
                        .message())
                .isEqualTo("incompatible types: Ref<LocalDate> cannot be converted to Ref<? extends Collection<A>>");
    }

    @Test
    void a_wrong_pair_of_lists_is_refused_in_a_line() {
        assertThat(problem(CHURN.formatted("""
                        var f = d.each(d.with(d.day()).call(Churn::extractFiles)).call(Churn::clean);
                        d.task("fit").cross(f, f).call(Churn::fit);
                """)).message())
                .isEqualTo("incompatible types: Frame cannot be converted to Grid");
    }

    @Test
    void all_errors_of_a_file_are_told_with_their_positions() {
        Parsed parsed = dags.parse(FILE, """
                public class Churn {
                    int a = "text";
                    missing b;
                }
                """);

        assertThat(((Parsed.Broken) parsed).problems())
                .containsExactly(
                        new Problem(
                                FILE.toString(), 2, 13, "incompatible types: String cannot be converted to int", ""),
                        new Problem(
                                FILE.toString(),
                                3,
                                5,
                                "cannot find symbol; symbol: class missing; location: class Churn",
                                ""));
    }

    @Test
    void a_dag_that_is_refused_is_a_problem_at_its_line() {
        assertThat(problem(CHURN.formatted("""
                        d.with(d.day()).call(Churn::extractFiles);
                        d.with(d.day()).call(Churn::extractFiles);
                """)))
                .isEqualTo(new Problem(
                        FILE.toString(),
                        20,
                        1,
                        "two tasks are called 'extract_files': give one of them another id, d.task(\"…\")",
                        ""));
    }

    @Test
    void a_second_look_at_a_broken_file_tells_the_same() {
        String source = CHURN.formatted("throw new IllegalStateException(\"no luck\");");

        Problem first = problem(source);
        Problem second = problem(source);

        assertThat(first)
                .isEqualTo(new Problem(
                        FILE.toString(), 19, 1, "the class cannot be initialised: IllegalStateException: no luck", ""))
                .isEqualTo(second);
    }

    @Test
    void a_file_may_declare_several_dags() {
        List<DagSpec> specs = specs("""
                package sales;

                import dev.downbeat.sdk.*;
                import java.util.*;

                public final class Churn {
                    static void load() {}

                    static Dag of(String region) {
                        return Dag.of("sales_" + region, d -> d.run(Churn::load));
                    }

                    public static final Dag ONE = of("de");
                    public static final List<Dag> MORE = List.of(of("fi"), of("fr"));
                }
                """);

        assertThat(specs).extracting(spec -> spec.id().value()).containsExactly("sales_de", "sales_fi", "sales_fr");
        assertThat(specs.getLast().tasks().getFirst().call().config()).containsEntry("dag_class", "sales.Churn");
    }

    @Test
    void two_dags_of_one_name_are_refused() {
        assertThat(problem("""
                import dev.downbeat.sdk.*;

                public final class Churn {
                    static void load() {}
                    public static final Dag ONE = Dag.of("x", d -> d.run(Churn::load));
                    public static final Dag TWO = Dag.of("x", d -> d.run(Churn::load));
                }
                """).message()).isEqualTo("two DAGs of this file are called 'x'");
    }

    @Test
    void a_bad_cron_is_refused() {
        assertThat(problem(CHURN.formatted("d.schedule(Schedules.cron(\"0 25 * * *\", \"UTC\"));" + RIGHT))
                        .message())
                .startsWith("DAG 'churn': ")
                .contains("25");
    }

    @Test
    void what_only_the_installation_knows_is_checked_too() {
        Parsed parsed = dags.parse(FILE, CHURN.formatted("""
                        d.param("rate", 2).maximum(1);
                        d.task("a").use(Use.of("ecko", Map.of()));
                        d.task("b").use(Use.of("echo", Map.of("test", "x")));
                        d.task("c").use(Use.of("echo", Map.of("text", "{{ params.rat }} {{ dss }}")));
                        d.task("d").use(Use.of("echo", Map.of("text", List.of("{{ ds"))));
                """));

        assertThat(((Parsed.Broken) parsed).problems())
                .extracting(problem -> problem.line() + " " + problem.message())
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("0 param 'rate' of DAG 'churn': "),
                        two -> assertThat(two)
                                .isEqualTo("20 task 'a': there is no operator 'ecko': did you mean 'echo'?"),
                        three -> assertThat(three)
                                .isEqualTo("21 task 'b': echo has no setting 'test': did you mean 'text'?"),
                        four -> assertThat(four).isEqualTo("21 task 'b': echo needs the setting 'text'"),
                        five -> assertThat(five).isEqualTo("22 task 'c': templates know no 'dss': did you mean 'ds'?"),
                        six -> assertThat(six)
                                .isEqualTo("22 task 'c': the DAG declares no param 'rat': did you mean 'rate'?"),
                        seven -> assertThat(seven).startsWith("23 task 'd': bad template: "));
    }

    @Test
    void a_literal_is_never_taken_for_a_template() {
        String literal = "{{ a }} {% b %} {# c #} {{{ d }}} { e }";
        TaskSpec task = specs("""
                        import dev.downbeat.sdk.*;

                        public final class Churn {
                            static String same(String text) { return text; }
                            public static final Dag DAG = Dag.of("x", d -> d.with(Dag.value("%s")).call(Churn::same));
                        }
                        """.formatted(literal)).getFirst().tasks().getFirst();

        assertThat(new Templates().render(task.call().config().get("args"), Map.of()))
                .isEqualTo(List.of(literal));
    }

    @Test
    void a_file_without_a_dag_says_how_to_write_one() {
        assertThat(problem("public class Churn {}"))
                .isEqualTo(new Problem(
                        FILE.toString(),
                        0,
                        0,
                        "declares no DAG",
                        "write: public static final Dag DAG = Dag.of(\"id\", d -> { … });"));
    }

    @Test
    void a_dag_that_is_not_public_is_pointed_at() {
        assertThat(problem(CHURN.formatted(RIGHT).replace("public static final Dag", "static final Dag"))
                        .hint())
                .isEqualTo("make 'DAG' public static final");
    }

    private List<DagSpec> specs(String source) {
        return specsOf(dags.parse(FILE, source));
    }

    private static List<DagSpec> specsOf(Parsed parsed) {
        assertThat(parsed).isInstanceOf(Parsed.Dags.class);
        return ((Parsed.Dags) parsed).specs();
    }

    private Problem problem(String source) {
        Parsed parsed = dags.parse(FILE, source);
        assertThat(parsed).isInstanceOf(Parsed.Broken.class);
        assertThat(((Parsed.Broken) parsed).problems()).hasSize(1);
        return ((Parsed.Broken) parsed).problems().getFirst();
    }

    /// Stands for the operator of that name.
    static final class Java implements Operator<Java.Args> {
        record Args(String dagClass, String task, Object args) {}

        @Override
        public String type() {
            return "java";
        }

        @Override
        public Class<Args> config() {
            return Args.class;
        }

        @Override
        public TaskResult run(Args config, TaskContext context) {
            return TaskResult.NOTHING;
        }
    }

    private static final class Echo implements Operator<Echo.Says> {
        record Says(Object text) {}

        @Override
        public String type() {
            return "echo";
        }

        @Override
        public Class<Says> config() {
            return Says.class;
        }

        @Override
        public TaskResult run(Says config, TaskContext context) {
            return TaskResult.of(config.text());
        }
    }
}
