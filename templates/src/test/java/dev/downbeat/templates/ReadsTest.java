package dev.downbeat.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadsTest {
    private final Templates templates = new Templates();

    @Test
    void names_are_found_wherever_they_stand() {
        Reads reads = templates.reads("""
                {% if params.flag and conn.db.host %}{{ outputs.train.accuracy | round(params.digits) }}{% endif %}
                {% for row in outputs['scan'].rows if row.ok == xcom.count.n %}{{ row.x }}{{ loop.index }}{% endfor %}
                {% set a = ds %}{{ a }}{{ macros.ds_add(ts, range(3) | first) }}{{ var.value.bucket.upper() }}
                """);

        assertThat(reads.names()).containsExactlyInAnyOrder("conn", "ds", "outputs", "params", "ts", "var", "xcom");
        assertThat(reads.params()).containsExactlyInAnyOrder("digits", "flag");
        assertThat(reads.outputs()).containsExactlyInAnyOrder("scan", "train");
        assertThat(reads.xcoms()).containsExactly("count");
        assertThat(reads.conns()).containsExactly("db");
        assertThat(reads.vars()).containsExactly("bucket");
    }

    @Test
    void names_that_the_template_defines_do_not_count() {
        Reads reads = templates.reads("""
                {% macro m(a, b=params.x) %}{{ a }}{{ b }}{{ ds }}{% endmacro %}{{ m(1) }}
                {% set n = namespace(s=0) %}{% set n.s = run.id %}{{ n.s }}
                {% if params.y %}{% set c = 1 %}{% endif %}{{ c }}{% set d %}x{% endset %}{{ d }}
                """);

        assertThat(reads.names()).containsExactlyInAnyOrder("params", "ds", "run");
        assertThat(reads.params()).containsExactlyInAnyOrder("x", "y");
    }

    @Test
    void an_output_is_the_task_whose_id_the_path_begins_with() {
        var tasks = List.of("scale", "features.scale", "features.inner.fit", "a-b");

        assertThat(templates
                        .reads("{{ outputs.scale.x }}{{ outputs['a-b'] }}", tasks)
                        .outputs())
                .containsExactlyInAnyOrder("scale", "a-b");
        assertThat(templates.reads("{{ outputs.features.inner.fit.y }}", tasks).outputs())
                .containsExactly("features.inner.fit");
        assertThat(templates.reads("{{ outputs['features.scale'] }}", tasks).outputs())
                .containsExactly("features.scale");
        assertThat(templates
                        .readsOfExpression("outputs['features'].scale.x > 1", tasks)
                        .outputs())
                .containsExactly("features.scale");
        assertThat(templates.readsOfExpression("outputs.features", tasks).outputs())
                .containsExactly("features");
        assertThat(templates.reads("{{ outputs.zzz.y }}", tasks).outputs()).containsExactly("zzz");
    }

    @Test
    void a_computed_name_tells_only_what_it_is_computed_from() {
        Reads reads = templates.readsOfExpression("outputs[params.which].x and params.get('y')");

        assertThat(reads.names()).containsExactlyInAnyOrder("outputs", "params");
        assertThat(reads.outputs()).isEmpty();
        assertThat(reads.params()).containsExactly("which");
    }

    @Test
    void a_broken_text_has_no_names() {
        assertThatThrownBy(() -> templates.reads("{{ a b }}"))
                .isInstanceOf(DownbeatException.class)
                .hasMessageContaining("line 1, column 6");
        assertThatThrownBy(() -> templates.readsOfExpression("1 +")).isInstanceOf(DownbeatException.class);
        assertThat(templates.reads("plain")).isEqualTo(Reads.NOTHING);
    }
}
