package dev.downbeat.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.Json;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplatesTest {
    private final Templates templates = new Templates();

    private static final Map<String, @Nullable Object> VARIABLES = variables();

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> variables() {
        return (Map<String, @Nullable Object>) Objects.requireNonNull(Json.read("""
                {"ds": "2026-01-31",
                 "logical_date": "2026-01-31T06:05:04+00:00",
                 "params": {"threshold": 0.9, "n": 1, "big": 12345678901, "name": "Ann", "flag": true, "none": null,
                            "mod": 7, "text": "{{ 1 + 1 }}"},
                 "outputs": {"train": {"accuracy": 0.98, "rows": [1, 2, 3], "model": "m.bin"},
                             "list": [{"id": 2, "user": {"name": "b"}}, {"id": 1, "user": {"name": "A"}}],
                             "nan": {"accuracy": "NaN"}, "features.scale": 5},
                 "run": {"id": 17}}
                """));
    }

    private @Nullable Object value(String expression) {
        return templates.evaluate(expression, VARIABLES);
    }

    private String text(String template) {
        return templates.renderText(template, VARIABLES);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            day {{ ds }}                                          | day 2026-01-31
            {{ true }} {{ false }} {{ none }}                     | True False None
            {{ params.threshold }} {{ params.n }} {{ params.big }} | 0.9 1 12345678901
            {{ [1, 'a', none, true, 0.5] }}                       | [1, 'a', None, True, 0.5]
            {{ {'a': 1, "b": [2]} }}                              | {'a': 1, 'b': [2]}
            {{ ["it's"] }}                                        | ["it's"]
            {{ 1 / 2 }} {{ 4 / 2 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} | 0.5 2.0 3 -4 2
            {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 2 ** 70 }}             | 1024 0.5 1180591620717411303424
            {{ 1e16 }} {{ 0.00001 }} {{ 1.0 }} {{ 1e15 }} {{ -0.0001 }} | 1e+16 1e-05 1.0 1000000000000000.0 -0.0001
            {{ 'a' ~ 1 ~ none }}                                  | a1None
            {{ 'ab' * 2 }} {{ 'x' + 'y' }} {{ [1] + [2] }}        | abab xy [1, 2]
            {{ 1 < 2 <= 2 }} {{ 1 == 1.0 }} {{ 'a' == 1 }} {{ 3 not in [1, 2] }} | True True False True
            {{ not 1 == 2 }} {{ not false and true }}             | True True
            {{ 'yes' if params.flag else 'no' }}[{{ '--x' if not params.flag }}] | yes[]
            {{ '' or 'b' }} {{ 'a' and 'b' }}                     | b b
            {{ outputs.train.rows[0] }} {{ outputs.train.rows[-1] }} {{ outputs['train']['model'] }} | 1 3 m.bin
            {{ outputs.train.rows[1:] }} {{ 'abcdef'[::-2] }} {{ 'abc'[:-1] }} | [2, 3] fdb ab
            {{ outputs['features.scale'] }}                       | 5
            {{ params.mod }}                                      | 7
            {{ -1 ¦ abs }} {{ (-1) ¦ abs }}                       | 1 1
            {{ 'a\\nb' ¦ length }} {{ "\\u0041" }} {{ '\\d' }}       | 3 A \\d
            {{ params.name.upper() }} {{ 'a,b'.split(',') }}      | ANN ['a', 'b']
            {# gone #}x{% raw %}{{ y }}{% endraw %}               | x{{ y }}
            {% for i in range(3) %}{{ i }}{% if not loop.last %},{% endif %}{% endfor %} | 0,1,2
            {% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}={{ v }};{% endfor %} | a=1;b=2;
            {% for x in [] %}x{% else %}empty{% endfor %}         | empty
            {% for x in [1, 2, 3, 4] if x is even %}{{ loop.index }}:{{ x }} {% endfor %}. | 1:2 2:4 .
            {% for x in ([1] if params.flag else []) %}{{ x }}{% endfor %} | 1
            {% for x in [1, 2] %}{{ loop.previtem ¦ default('-') }}{{ loop.nextitem ¦ default('-') }}{% endfor %} | -21-
            {% for x in {'a': 1} %}{{ x }}{% endfor %}            | a
            {% set a, b = 1, 2 %}{{ a + b }}                      | 3
            {% set t %}<{{ ds }}>{% endset %}{{ t }}              | <2026-01-31>
            {% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }} | 1
            {% if params.n > 1 %}a{% elif params.n == 1 %}b{% else %}c{% endif %} | b
            {% if 'false' %}text is true{% endif %}               | text is true
            a {{- ' b ' -}} c                                     | a b c
            a {%- if true -%} b {%- endif -%} c                   | abc
            {{ params.text }}                                     | {{ 1 + 1 }}
            $ { } {x} { { %} }}                                   | $ { } {x} { { %} }}
            """)
    void templates_give_the_text_that_jinja2_gives(String template, String expected) {
        assertThat(text(template.replace('¦', '|'))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            outputs.list ¦ map(attribute='id') ¦ list             | [2, 1]
            outputs.list ¦ sort(attribute='user.name') ¦ map(attribute='id') ¦ join('-') | 1-2
            [3, 1, 2] ¦ sort(reverse=true)                        | [3, 2, 1]
            ['b', 'A'] ¦ sort                                     | ['A', 'b']
            [1, 2, 2, 1] ¦ unique                                 | [1, 2]
            [1, 2, 3] ¦ sum                                       | 6
            outputs.list ¦ sum(attribute='id')                    | 3
            [1, 5, 3] ¦ max                                       | 5
            outputs.list ¦ min(attribute='id')                    | {'id': 1, 'user': {'name': 'A'}}
            [1, 2, 3] ¦ select('odd') ¦ list                      | [1, 3]
            [1, 2, 3] ¦ reject('gt', 2)                           | [1, 2]
            outputs.list ¦ selectattr('id', 'eq', 2) ¦ map(attribute='user.name') | ['b']
            ['a', 'b'] ¦ map('upper') ¦ join                      | AB
            [1, 2, 3] ¦ batch(2, 0)                               | [[1, 2], [3, 0]]
            outputs.list ¦ groupby('id') ¦ map('first')           | [1, 2]
            {'b': 1, 'a': 2} ¦ dictsort                           | [['a', 2], ['b', 1]]
            {'a': 1} ¦ items                                      | [['a', 1]]
            [1, 2] ¦ first ~ '/' ~ [1, 2] ¦ last                  | 1/2
            'hello world' ¦ title                                 | Hello World
            'hELLO' ¦ capitalize                                  | Hello
            ' x ' ¦ trim                                          | x
            'aXa' ¦ replace('a', 'b', 1)                          | bXa
            'abc' ¦ reverse                                       | cba
            '3.9' ¦ int                                           | 3
            'ff' ¦ int(base=16)                                   | 255
            'x' ¦ int(default=0)                                  | 0
            '2.5' ¦ float                                         | 2.5
            2.567 ¦ round(2)                                      | 2.57
            [2.5 ¦ round, 2.675 ¦ round(2), 42 ¦ round, 1250 ¦ round(-2), 2.1 ¦ round(1, 'ceil')] | [2.0, 2.67, 42, 1200, 2.1]
            [3 * 'a', 2 * [1]]                                    | ['aaa', [1, 1]]
            "it's a b-c d_e" ¦ title                              | It's A B-C D_e
            '0x1f' ¦ int(base=16)                                 | 31
            2.5 ¦ round(method='floor')                           | 2.0
            {'a': [1, none, true]} ¦ tojson                       | {"a":[1,null,true]}
            ('{"a": 1}' ¦ fromjson).a                             | 1
            '%s is %d' ¦ format('x', 3)                           | x is 3
            'a b/ü' ¦ urlencode                                   | a%20b/%C3%BC
            'one two' ¦ wordcount                                 | 2
            'abcdefghij klm' ¦ truncate(12)                       | abcdefghij klm
            'abcdef ghijklm' ¦ truncate(8, leeway=0)              | abcde...
            'abc def ghijklm' ¦ truncate(9, leeway=0)             | abc...
            'hé' ¦ b64encode ¦ b64decode                          | hé
            'ab' ¦ center(5) ~ '.'                                | ` ab  .`
            ('a\\n\\nb' ¦ indent(2)) == 'a\\n\\n  b'                  | True
            ds ¦ ds_nodash                                        | 20260131
            logical_date ¦ ds                                     | 2026-01-31
            logical_date ¦ ts                                     | 2026-01-31T06:05:04+00:00
            logical_date ¦ ts_nodash                              | 20260131T060504
            logical_date ¦ ts_nodash_with_tz                      | 20260131T060504+0000
            logical_date ¦ date_add('1d')                         | 2026-02-01T06:05:04+00:00
            logical_date ¦ date_add('-6h') ¦ ds                   | 2026-01-31
            ds ¦ date_add(months=1)                               | 2026-02-28
            ds ¦ date_add('12h')                                  | 2026-01-31T12:00:00
            ds ¦ strftime('%d.%m.%y %a %b %j %-d')                | 31.01.26 Sat Jan 031 31
            logical_date.strftime('%Y/%m/%d %H:%M %p %I')         | 2026/01/31 06:05 AM 06
            logical_date.year + 1                                 | 2027
            logical_date > '2026-01-30'                           | True
            macros.ds_add(ds, 1)                                  | 2026-02-01
            macros.ds_add('2026-03-01', -1)                       | 2026-02-28
            macros.ds_format(ds, '%Y-%m-%d', '%d/%m/%Y')          | 31/01/2026
            macros.ds_format('1/5/2015', '%m/%d/%Y', '%Y-%m-%d')  | 2015-01-05
            macros.datetime_diff('2026-01-02', '2026-01-01')      | 86400
            """)
    void filters_and_macros(String expression, String expected) {
        assertThat(text("{{ " + expression.replace('¦', '|') + " }}")).isEqualTo(expected);
    }

    @Test
    void one_expression_keeps_its_type() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("number", "{{ params.n }}");
        tree.put("fraction", "{{ params.threshold }}");
        tree.put("list", "{{ outputs.train.rows }}");
        tree.put("flag", "{{ params.flag }}");
        tree.put("none", "{{ params.none }}");
        tree.put("text", "{{ params.n }} ");
        tree.put("deep", List.of(Map.of("{{ ds }}", "{{ ds }}")));
        tree.put("plain", 5);

        assertThat(templates.render(tree, VARIABLES)).isEqualTo(Json.read("""
                        {"number": 1, "fraction": 0.9, "list": [1, 2, 3], "flag": true, "none": null, "text": "1 ",
                         "deep": [{"{{ ds }}": "2026-01-31"}], "plain": 5}"""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            outputs.train.acuracy   | unknown name 'outputs.train.acuracy': did you mean 'accuracy'?
            params.thresold         | unknown name 'params.thresold': did you mean 'threshold'?
            parms.n                 | unknown name 'parms': did you mean 'params'?
            outputs['trian'].x      | unknown name 'outputs.trian': did you mean 'train'?
            outputs.train.zzz.y     | unknown name 'outputs.train.zzz': 'outputs.train' has accuracy, model, rows
            params.n.x              | unknown name 'params.n.x': 'params.n' is a number
            params.none.x           | unknown name 'params.none.x': 'params.none' is none
            outputs.train.rows[3]   | 'outputs.train.rows' has no element 3: it has 3
            params.nme ~ 'x'        | unknown name 'params.nme': did you mean 'name'?
            not params.nme          | unknown name 'params.nme': did you mean 'name'?
            [params.nme]            | unknown name 'params.nme': did you mean 'name'?
            params.nme ¦ upper      | unknown name 'params.nme': did you mean 'name'?
            1 in params.nme         | unknown name 'params.nme': did you mean 'name'?
            outputs.list ¦ map(attribute='idd') | unknown name 'item.idd': did you mean 'id'?
            1 + 'a'                 | '+' does not go with a number and text: join text with ~
            'a' > 1                 | cannot tell which is greater: text and a number
            none > 1                | cannot tell which is greater: none and a number
            1 / 0                   | division by zero
            'x' ¦ int               | the filter 'int' cannot make a number of 'x'; give it a default: int(default=0)
            'x' ¦ ds                | ds needs a date such as 2026-01-31 or 2026-01-31T06:00:00+00:00, got 'x'
            'x'.getClass()          | 'x' has no function 'getClass': there are
            ds.getClass().forName('java.lang.Runtime') | 'ds' has no function 'getClass': there are
            ds.class                | unknown name 'ds.class': 'ds' is text
            outputs.class           | unknown name 'outputs.class'
            outputs.train.itms()    | 'outputs.train' has no function 'itms': did you mean 'items'?
            'x' ¦ uper              | unknown filter 'uper': did you mean 'upper'?
            1 is evn                | unknown test 'evn': did you mean 'even'?
            macros.ds_ad(ds, 1)     | unknown macro 'ds_ad': did you mean 'ds_add'?
            now()                   | unknown function 'now': there is range()
            'x' ¦ replace('a')      | the filter 'replace' needs the argument 'new'
            'x' ¦ trim(charz='a')   | the filter 'trim' has no argument 'charz': did you mean 'chars'?
            '%d' ¦ format('x')      | format: '%d' does not fit its arguments
            'x' ¦ map(attribute='a', b=1) | the filter 'map' has no argument 'b'
            'x' ¦ escape(y=1)       | the filter 'escape' has no argument 'y'
            'x' ¦ wordwrap(5, widht=3) | the filter 'wordwrap' has no argument 'widht': did you mean 'width'?
            'x' ¦ replace('x', 'y', old='z') | the filter 'replace' is given 'old' twice
            '%s' ¦ format('x', 'y') | format: '%s' has fewer codes than arguments
            logical_date.nope       | unknown name 'logical_date.nope'
            ____int3rpr3t3r____     | unknown name '____int3rpr3t3r____'
            """)
    void what_does_not_work_says_why(String expression, String message) {
        assertThatThrownBy(() -> value(expression.replace('¦', '|').replaceFirst("^'x'\\.", "('x').")))
                .isInstanceOfSatisfying(DownbeatException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.BAD_TEMPLATE);
                    assertThat(e.text().replace("(…)", "x")).contains(message);
                });
    }

    @Test
    void an_error_names_the_expression() {
        assertThatThrownBy(() -> text("a {{ ds }} {{ outputs.train.acuracy }}"))
                .hasMessage("in '{{ outputs.train.acuracy }}': unknown name 'outputs.train.acuracy':"
                        + " did you mean 'accuracy'?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nothing is defined                        | False
            outputs.train.acuracy is not defined      | True
            outputs.none.x.y is defined               | False
            not outputs.nope is defined               | True
            params.flag is defined and params.flag    | True
            nothing ¦ default('x')                    | x
            params.nme.first ¦ default(3)             | 3
            params.none ¦ default(3)                  | None
            params.none ¦ default(3, true)            | 3
            [] ¦ first ¦ default('e')                 | e
            nothing ¦ d ¦ length                      | 0
            outputs.train.rows[9] ¦ default('-')      | -
            """)
    void default_and_defined_forgive_a_missing_name(String expression, String expected) {
        assertThat(text("{{ " + expression.replace('¦', '|') + " }}")).isEqualTo(expected);
    }

    @Test
    void not_a_number_passes_no_threshold() {
        var variables = Map.<String, @Nullable Object>of("x", Double.NaN);

        for (String operator : List.of("<", "<=", ">", ">=", "==")) {
            assertThat(templates.evaluate("x " + operator + " 0.9", variables))
                    .as(operator)
                    .isEqualTo(false);
        }
    }

    @Test
    void not_a_number_is_not_even_itself() {
        var variables = Map.<String, @Nullable Object>of("x", Double.NaN);

        assertThat(templates.evaluate("x != x", variables)).isEqualTo(true);
        assertThat(templates.evaluate("[x] == [x]", variables)).isEqualTo(false);
        assertThat(templates.evaluate("x in [1, 2]", variables)).isEqualTo(false);
        assertThat(templates.evaluate("x not in [1, 2]", variables)).isEqualTo(true);
        assertThat(templates.evaluate("x is gt(0.9) or x is eq(x)", variables)).isEqualTo(false);
    }

    @Test
    void names_that_are_words_elsewhere_are_plain_names() {
        Map<String, @Nullable Object> variables = Map.of(
                "params", Map.of("mod", 1, "div", 2, "empty", 3, "lt", 4, "in", 5, "is", 6, "not", 7, "null", 8),
                "outputs", Map.of("a-b", 9));

        assertThat(templates.renderText(
                        "{{ params.mod }}{{ params.div }}{{ params.empty }}{{ params.lt }}{{ params.in }}{{ params.is }}"
                                + "{{ params.not }}{{ params.null }}{{ outputs['a-b'] }}",
                        variables))
                .isEqualTo("123456789");
    }

    @Test
    void large_whole_numbers_stay_exact() {
        assertThat(value("9007199254740993 == 9007199254740992.0")).isEqualTo(false);
        assertThat(value("9007199254740993 + 0")).isEqualTo(9007199254740993L);
        assertThat(value("2147483647 + 1")).isEqualTo(2147483648L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {{ a b }}                 | 1 | 6  | expected the end of the expression, found 'b'
            {{ }}                     | 1 | 4  | an expression is missing
            x {{ 1 + }}               | 1 | 10 | expected a value, found the end
            {{ a.b                    | 1 | 1  | a '{{' or '{%' is not closed
            {{ 'a }}                  | 1 | 1  | a '{{' or '{%' is not closed
            {{ [1, 2 }}               | 1 | 10 | expected ',', found the end
            {{ a ¦ uper }}            | 1 | 8  | unknown filter 'uper': did you mean 'upper'?
            {{ a is odde }}           | 1 | 9  | unknown test 'odde': did you mean 'odd'?
            {{ a ? b : c }}           | 1 | 6  | unexpected character '?'
            {% if a %}x               | 1 | 1  | Missing end tag: endif
            {% endif %}               | 1 | 1  | 'endif' closes nothing
            {% fro x in y %}          | 1 | 1  | unknown tag 'fro': did you mean 'for'?
            {% include 'x' %}         | 1 | 1  | unknown tag 'include': there are if, for, set, macro and raw
            {% import 'x' as y %}     | 1 | 1  | unknown tag 'import': there are if, for, set, macro and raw
            {% for x y %}{% endfor %} | 1 | 7  | write a loop as {% for item in items %}
            {% if %}x{% endif %}      | 1 | 4  | an expression is missing
            {# x                      | 1 | 1  | a '{#' is not closed
            """)
    void syntax_errors_have_a_place(String template, int line, int column, String message) {
        List<Mistake> mistakes = templates.check(template.replace('¦', '|'));

        assertThat(mistakes).isNotEmpty();
        assertThat(mistakes.getFirst().message()).contains(message);
        assertThat(mistakes.getFirst())
                .extracting(Mistake::line, Mistake::column)
                .containsExactly(line, column);
    }

    @Test
    void all_mistakes_of_a_template_are_found_each_at_its_line() {
        List<Mistake> mistakes = templates.check("""
                select {{ a b }}
                {% if x | uper %}
                  {{ 1 + }}
                {% endif %}
                {{ fine }} {{ c is nice }}
                """);

        assertThat(mistakes)
                .extracting(Mistake::line, Mistake::column)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, 13),
                        org.assertj.core.groups.Tuple.tuple(2, 11),
                        org.assertj.core.groups.Tuple.tuple(3, 10),
                        org.assertj.core.groups.Tuple.tuple(5, 20));
    }

    @Test
    void a_broken_template_fails_with_its_first_mistake() {
        assertThatThrownBy(() -> text("x\n {{ a b }}"))
                .hasMessage("in 'x\n {{ a b }}', line 2, column 7: expected the end of the expression, found 'b'");
    }

    @Test
    void text_without_braces_is_left_alone() {
        String text = "100% { plain } \\ # %} text\n";

        assertThat(text(text)).isSameAs(text);
        assertThat(text("a\n{{ ds }}\n")).isEqualTo("a\n2026-01-31\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {{ {'a': {'b': 1}}.a.b }}{{ {'c': 2}}}    | 1{'c': 2}
            {{ {'a': '}}'} }}                         | {'a': '}}'}
            {% raw %}{{ {'a': {}}} }}{% endraw %}     | {{ {'a': {}}} }}
            {# {{ {{} #}{{ 1 }}                       | 1
            {% set x = {'a': {'b': {}}} %}{{ x.a }}   | {'b': {}}
            """)
    void braces_within_an_expression_do_not_end_it(String template, String expected) {
        assertThat(text(template)).isEqualTo(expected);
    }

    @Test
    void a_mistake_after_nested_braces_has_its_place() {
        assertThat(templates.check("{{ {'a': {}} }} {{ a b }}"))
                .containsExactly(new Mistake(1, 22, "expected the end of the expression, found 'b'"));
    }

    @Test
    void null_in_lists_survives() {
        assertThat(templates.render(Arrays.asList(null, "{{ none }}", 1), Map.of()))
                .isEqualTo(Arrays.asList(null, null, 1));
    }
}
