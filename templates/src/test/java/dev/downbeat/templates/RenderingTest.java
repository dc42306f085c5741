package dev.downbeat.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenderingTest {
    private final Templates templates = new Templates();

    private static Map<String, @Nullable Object> variables() {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("ds", "2026-01-31");
        all.put(
                "params",
                Map.of("threshold", 0.9, "name", "Ada", "count", 3, "flag", true, "tags", List.of("b", "A", "c")));
        all.put("outputs", Map.of("train", Map.of("accuracy", 0.98, "rows", List.of(1, 2, 3)), "feat-1", 7));
        all.put("item", null);
        all.put("rows", List.of(Map.of("n", 2, "k", "y"), Map.of("n", 1, "k", "x"), Map.of("n", 3, "k", "y")));
        return all;
    }

    private String text(String template) {
        return templates.renderText(template, variables());
    }

    private @Nullable Object value(String expression) {
        return templates.evaluate(expression, variables());
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "==>", quoteCharacter = '`', textBlock = """
            {{ ds }}                                              ==> 2026-01-31
            a{{ ds }}b{{params.name}}c                            ==> a2026-01-31bAdac
            {{ params['name'] }}                                  ==> Ada
            {{ params.name | upper }}                             ==> ADA
            {{ params.count }}                                    ==> 3
            {{ outputs.train.accuracy }}                          ==> 0.98
            {{ 0.00000012 }}                                      ==> 1.2e-07
            {{ 10 ** 20 }}                                        ==> 100000000000000000000
            {{ 1e3 }}                                             ==> 1000.0
            {{ 2 * 3 }}                                           ==> 6
            {{ 7 / 2 }}                                           ==> 3.5
            {{ 7 // 2 }}                                          ==> 3
            {{ -7 // 2 }}                                         ==> -4
            {{ -7 % 3 }}                                          ==> 2
            {{ 1 + 2 * 3 }}                                       ==> 7
            {{ (1 + 2) * 3 }}                                     ==> 9
            {{ 'a' ~ 1 ~ true }}                                  ==> a1True
            {{ true }} {{ false }} {{ none }} {{ True }}          ==> True False None True
            {{ None }}                                            ==> None
            {{ item }}                                            ==> None
            {{ [1, 'a', 0.5, none] }}                             ==> [1, 'a', 0.5, None]
            {{ {'a': 1, 'b': {'c': 2}} }}                         ==> {'a': 1, 'b': {'c': 2}}
            {{ 'yes' if params.flag else 'no' }}                  ==> yes
            {{ params.name[0] }}{{ params.name[-1] }}             ==> Aa
            {{ outputs.train.rows[1:] }}                          ==> [2, 3]
            {{ outputs.train.rows[:-1] }}                         ==> [1, 2]
            {{ outputs['feat-1'] }}                               ==> 7
            {{ params.tags | sort | join(',') }}                  ==> A,b,c
            {{ params.tags | join(', ') }}                        ==> b, A, c
            {{ -3 | abs }}                                        ==> 3
            {{ params.tags | length + 1 }}                        ==> 4
            {{ 3.14159 | round(2) }}                              ==> 3.14
            {{ '42' | int + 1 }}                                  ==> 43
            {{ 'x' | int(5) }}                                    ==> 5
            {{ '1.5' | float }}                                   ==> 1.5
            {{ params | tojson | fromjson | length }}             ==> 5
            {{ {'a': true, 'b': none} | tojson }}                 ==> {"a":true,"b":null}
            {{ 'a b c'.split() | last }}                          ==> c
            {{ 'a,b'.split(',') }}                                ==> ['a', 'b']
            {{ ' x '.strip() }}                                   ==> x
            {{ params.get('nothing', 'd') }}                      ==> d
            {{ 'b' in params.tags }}                              ==> True
            {{ 'z' not in params.tags }}                          ==> True
            {{ 3 is odd and 4 is even }}                          ==> True
            {{ params.count is defined }}                         ==> True
            {{ params.nothing is defined }}                       ==> False
            {{ nothing is defined }}                              ==> False
            {{ nothing.at.all is defined }}                       ==> False
            {{ nothing is not defined }}                          ==> True
            {{ nothing | default('x') }}                          ==> x
            {{ params.nothing | default(4) }}                     ==> 4
            {{ params.nothing.deeper | d('q') }}                  ==> q
            {{ '' | default('x', true) }}                         ==> x
            {{ rows | map(attribute='n') | sum }}                 ==> 6
            {{ rows | selectattr('k', 'eq', 'y') | map(attribute='n') | list }}==> [2, 3]
            {{ rows | sort(attribute='n') | map(attribute='k') | join }}==> xyy
            {{ rows | map(attribute='k') | unique | join(',') }}  ==> y,x
            {{ ['a', 'b'] | map('upper') | join }}                ==> AB
            {{ [3, 1, 2] | max }}{{ [3, 1, 2] | min }}            ==> 31
            {{ range(3) | list }}                                 ==> [0, 1, 2]
            {{ range(5, 1, -2) | list }}                          ==> [5, 3]
            {{ 1 == 1.0 }} {{ '1' == 1 }}                         ==> True False
            {{ 'it\\'s' }}                                                 ==> it's
            {{ "it's" | quote }}                                  ==> 'it'\\''s'
            {{ params.tags[0] if params.tags else 'none' }}       ==> b
            {{ not params.flag }}                                 ==> False
            {{ nothing | default(none) or 'z' }}                  ==> z
            {{ "}}" }}                                            ==> }}
            {# gone #}x                                           ==> x
            {% raw %}{{ ds }}{% endraw %}                         ==> {{ ds }}
            {% if params.count > 2 %}big{% elif params.count %}some{% else %}none{% endif %}==> big
            {% for t in params.tags %}{{ loop.index }}{{ t }}{% if not loop.last %},{% endif %}{% endfor %}==> 1b,2A,3c
            {% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}={{ v }};{% endfor %}==> a=1;b=2;
            {% for t in params.tags if t != 'A' %}{{ t }}{% endfor %}==> bc
            {% for t in [] %}x{% else %}empty{% endfor %}         ==> empty
            {% set x = 5 %}{{ x + 1 }}                            ==> 6
            {% set a, b = [1, 2] %}{{ a }}{{ b }}                 ==> 12
            {% set x %}<{{ ds }}>{% endset %}{{ x }}              ==> <2026-01-31>
            {% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, b=3) }}==> 1-2 1-3
            {% set n = namespace(s=0) %}{% for i in [1,2] %}{% set n.s = n.s + i %}{% endfor %}{{ n.s }}==> 3
            {% for k, l in rows | groupby('k') %}{{ k }}{{ l | length }}{% endfor %}==> x1y2
            a {{- ds -}} b                                        ==> a2026-01-31b
            """)
    void a_template_renders_as_in_jinja(String template, String expected) {
        assertThat(text(template)).isEqualTo(expected);
    }

    @Test
    void a_string_that_is_one_expression_keeps_the_type_of_its_value() {
        Object tree = templates.render(
                Arrays.asList(
                        "{{ params.count }}",
                        "{{ params.threshold }}",
                        "{{ params.flag }}",
                        "{{ params.tags }}",
                        "{{ item }}",
                        "{{ outputs.train }}",
                        "n={{ params.count }}",
                        "{{ params.count }}{{ params.count }}",
                        5,
                        null),
                variables());

        assertThat(tree)
                .isEqualTo(Arrays.asList(
                        3,
                        0.9,
                        true,
                        List.of("b", "A", "c"),
                        null,
                        Map.of("accuracy", 0.98, "rows", List.of(1, 2, 3)),
                        "n=3",
                        "33",
                        5,
                        null));
    }

    @Test
    void values_deep_in_a_tree_are_rendered_and_keys_are_not() {
        var tree = Map.of("{{ ds }}", Map.of("list", List.of("{{ ds }}", Map.of("k", "{{ params.count + 1 }}"))));

        assertThat(templates.render(tree, variables()))
                .isEqualTo(Map.of("{{ ds }}", Map.of("list", List.of("2026-01-31", Map.of("k", 4)))));
    }

    @Test
    void a_tree_without_templates_is_returned_as_it_is() {
        var tree = new ArrayList<Object>(List.of("{ not one }", Map.of("a", 1)));

        assertThat(templates.render(tree, Map.of())).isSameAs(tree);
        assertThat(templates.renderText("plain }}", Map.of())).isEqualTo("plain }}");
    }

    @Test
    void an_expression_is_evaluated_to_its_value() {
        assertThat(value("outputs.train.accuracy >= params.threshold")).isEqualTo(true);
        assertThat(value("1")).isEqualTo(1);
        assertThat(value("3000000000")).isEqualTo(3_000_000_000L);
        assertThat(value("0.98")).isEqualTo(0.98);
        assertThat(value("none")).isNull();
        assertThat(value("params.count == 3 and ds.startswith('2026')")).isEqualTo(true);
    }

    @Test
    void a_set_in_one_string_is_not_seen_in_the_next() {
        var tree = List.of("{% set x = 1 %}{{ x }}", "{{ x is defined }}");

        assertThat(templates.render(tree, variables())).isEqualTo(List.of("1", false));
    }

    @Test
    void what_a_value_holds_is_not_rendered_again() {
        assertThat(templates.renderText("{{ a }}", Map.of("a", "{{ b }}"))).isEqualTo("{{ b }}");
    }

    @Test
    void line_breaks_stay() {
        assertThat(text("echo {{ ds }}\n")).isEqualTo("echo 2026-01-31\n");
        assertThat(text("{% if true -%}\n  x\n{%- endif %}\n")).isEqualTo("x\n");
    }

    @Test
    void a_reference_to_a_large_value_has_its_parts_and_passes_through_unchanged() {
        Map<String, Object> big = Map.of("$artifact", "/a/b.parquet", "bytes", 5_000_000_000L, "sha256", "00ff");
        Map<String, @Nullable Object> variables = Map.of("outputs", Map.of("big", big));

        assertThat(templates.render("{{ outputs.big }}", variables)).isEqualTo(big);
        assertThat(templates.renderText(
                        "{{ outputs.big.path }} {{ outputs.big.bytes }} {{ outputs.big.sha256 }}", variables))
                .isEqualTo("/a/b.parquet 5000000000 00ff");
    }
}
