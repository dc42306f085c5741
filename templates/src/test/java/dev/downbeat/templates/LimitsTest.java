package dev.downbeat.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    private final Templates templates = new Templates();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(3000) %}{% for b in range(3000) %}{% endfor %}{% endfor %}",
                "{% for a in range(100000000) %}{% endfor %}",
                "{% set x = 'aaaaaaaaaa' * 1000000 %}{{ x ~ x }}",
                "{{ 'a' * 100000000000 }}",
                "{{ 2 ** 1000000000 }}",
                "{% for a in range(1000) %}{{ 'a' * 1000000 }}{% endfor %}",
                "{{ '1e999999999' | int }}",
                "{{ 'x' | center(2000000000) }}",
                "{{ '%999999999d' | format(1) }}",
                "{% set n = namespace(x=10) %}{% for i in range(99) %}{% set n.x = n.x * n.x %}{% endfor %}",
                "{% set n = namespace(x=[]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
                "{% set n = namespace(x=[]) %}{% for i in range(9999) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x }}",
                "{% set n = namespace() %}{% set n.me = n %}{{ n }}",
                "{% set n = namespace() %}{% set n.me = n %}{{ n | tojson }}",
                "{% set n = namespace(x=[]) %}"
                        + "{% for i in range(1000) %}{% set n.x = n.x + ['a' * 9999999 ~ i] %}{% endfor %}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"
            })
    void a_runaway_template_is_stopped(String template) {
        assertThatThrownBy(() -> templates.renderText(template, Map.of()))
                .isInstanceOfSatisfying(
                        DownbeatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_TEMPLATE));
    }

    @Test
    void deep_nesting_is_refused_and_never_overflows_the_stack() {
        String deep = "(".repeat(5_000) + "1" + ")".repeat(5_000);
        String chain = "1" + " + 1".repeat(50_000);
        String minus = "-".repeat(900) + "1";

        assertThat(templates.checkExpression(deep)).isNotEmpty();
        assertThat(templates.checkExpression(chain)).isNotEmpty();
        assertThat(templates.evaluate(minus, Map.of())).isEqualTo(1);
        assertThat(templates.evaluate("1" + " + 1".repeat(900), Map.of())).isEqualTo(901);
    }

    @Test
    void deeply_nested_blocks_are_a_mistake() {
        String deep = "{% if true %}".repeat(5_000) + "{% endif %}".repeat(5_000);

        assertThat(templates.check(deep)).isNotEmpty();
    }
}
