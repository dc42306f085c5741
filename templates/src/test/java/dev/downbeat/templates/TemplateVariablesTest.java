package dev.downbeat.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DagId;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Connection;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateVariablesTest {
    private static final RunSpec RUN = new RunSpec(
            new RunId(42),
            new DagId("churn"),
            new VersionId(7),
            new Shard(3),
            RunType.SCHEDULED,
            new RunSpec.Interval(
                    Instant.parse("2026-01-31T06:00:00Z"),
                    Instant.parse("2026-01-31T06:00:00Z"),
                    Instant.parse("2026-02-01T06:00:00Z")),
            Map.of("threshold", 0.9));

    private final Templates templates = new Templates();
    private final List<String> loaded = new ArrayList<>();

    private TemplateVariables builder() {
        var outputs = new HashMap<String, @Nullable Object>();
        outputs.put("train", Map.of("accuracy", 0.98));
        outputs.put("features.scale", Map.of("rows", 5));
        outputs.put("features.deep.one", "1");
        outputs.put("silent", null);
        var vars = Map.of("region", "eu", "limits", "{\"max\": [1, 2]}", "broken", "s3cret{");
        var connection = new Connection(
                "warehouse",
                "postgresql",
                "db.example.org",
                5432,
                new Connection.Login("me", "pass"),
                "sales",
                Map.of("sslmode", "require"));
        return TemplateVariables.of(RUN)
                .task(new TaskId("features.scale"), 2, MapIndex.of(4))
                .file(Path.of("/dags/x/../churn/pipeline.yaml"))
                .item(Map.of("file", "a.csv"))
                .outputs(outputs.keySet().stream().map(TaskId::new).toList(), task -> {
                    loaded.add(task.value());
                    return outputs.get(task.value());
                })
                .xcoms(List.of(new TaskId("train")), _ -> Map.of("model", "m1"))
                .variables(vars::keySet, name -> Optional.ofNullable(vars.get(name)))
                .connections(
                        () -> List.of("warehouse"),
                        id -> id.equals("warehouse") ? Optional.of(connection) : Optional.empty());
    }

    private String text(String template) {
        return templates.renderText(template, builder().build());
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "==>", quoteCharacter = '`', textBlock = """
            {{ ds }} {{ ds_nodash }}                                         ==> 2026-01-31 20260131
            {{ ts }}                                                         ==> 2026-01-31T06:00:00+00:00
            {{ ts_nodash }} {{ ts_nodash_with_tz }}                          ==> 20260131T060000 20260131T060000+0000
            {{ logical_date }}                                               ==> 2026-01-31T06:00:00+00:00
            {{ data_interval_end | ds }}                                     ==> 2026-02-01
            {{ data_interval_end | ds_nodash }}                              ==> 20260201
            {{ data_interval_end | ts }}                                     ==> 2026-02-01T06:00:00+00:00
            {{ data_interval_end | ts_nodash }}                              ==> 20260201T060000
            {{ data_interval_end | ts_nodash_with_tz }}                      ==> 20260201T060000+0000
            {{ logical_date | date_add('1d') | ds }}                         ==> 2026-02-01
            {{ logical_date | date_add('-1h30m') }}                          ==> 2026-01-31T04:30:00+00:00
            {{ logical_date.year }}-{{ logical_date.month }}                 ==> 2026-1
            {{ logical_date.strftime('%Y/%m/%d %H:%M %a %b %j') }}           ==> 2026/01/31 06:00 Sat Jan 031
            {{ logical_date.add(days=1, hours=2) }}                          ==> 2026-02-01T08:00:00+00:00
            {{ logical_date.in_timezone('Europe/Helsinki') }}                ==> 2026-01-31T08:00:00+02:00
            {{ data_interval_end > data_interval_start }}                    ==> True
            {{ logical_date == data_interval_start }}                        ==> True
            {{ macros.ds_add(ds, 5) }} {{ macros.ds_add('2026-03-01', -1) }} ==> 2026-02-05 2026-02-28
            {{ macros.ds_format(ds, '%Y-%m-%d', '%d.%m.%y') }}               ==> 31.01.26
            {{ macros.datetime_diff(data_interval_end, data_interval_start) }} ==> 86400
            {{ params.threshold }}                                           ==> 0.9
            {{ run.id }} {{ run.type }} {{ run.version }} {{ run.dag }}      ==> 42 scheduled 7 churn
            {{ dag.id }} {{ task.id }} {{ task.try_number }} {{ map_index }} ==> churn features.scale 2 4
            {{ dag.file }} {{ dag.folder }}                                  ==> /dags/churn/pipeline.yaml /dags/churn
            {{ logical_date == '2026-01-31T08:00:00+02:00' }} {{ logical_date >= ds }} ==> True True
            {{ logical_date == logical_date.in_timezone('Europe/Helsinki') }} ==> True
            {{ logical_date.timezone }} {{ logical_date.weekday() }} {{ logical_date.subtract(days=31).year }} ==> UTC 5 2025
            {{ [logical_date] }} {{ logical_date ~ '' == ts }}               ==> ['2026-01-31T06:00:00+00:00'] True
            {{ conn.nope is defined }} {{ conn.nope.host | default('d') }}   ==> False d
            {{ var.value }} {{ conn | tojson }} {{ var.json | items }}       ==> {} {} []
            {{ item.file }}                                                  ==> a.csv
            {{ outputs.train.accuracy }}                                     ==> 0.98
            {{ outputs['features.scale'].rows }}                             ==> 5
            {{ outputs.features.scale.rows }}                                ==> 5
            {{ outputs.features.deep.one }}{{ outputs['features.deep'].one }} ==> 11
            {{ outputs.silent }}                                             ==> None
            {{ xcom.train.model }}                                           ==> m1
            {{ var.value.region }} {{ var.json.limits.max[1] }}              ==> eu 2
            {{ var.value.get('regio', 'us') }} {{ var.value.nope | default('n') }} ==> us n
            {{ conn.warehouse.type }}://{{ conn.warehouse.login }}:{{ conn.warehouse.password }} ==> postgresql://me:pass
            {{ conn.warehouse.host }}:{{ conn.warehouse.port }}/{{ conn.warehouse.path }} ==> db.example.org:5432/sales
            {{ conn.warehouse.extra.sslmode }}                               ==> require
            """)
    void templates_see_the_run_and_what_belongs_to_it(String template, String expected) {
        assertThat(text(template)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "==>", quoteCharacter = '`', textBlock = """
            {{ outputs.train.acuracy }}     ==> unknown name 'outputs.train.acuracy': did you mean 'accuracy'?
            {{ outputs.trian }}             ==> unknown name 'outputs.trian': did you mean 'train'?
            {{ outputs.features.scaled }}   ==> unknown name 'outputs.features.scaled': did you mean 'scale'?
            {{ params.thresold }}           ==> unknown name 'params.thresold': did you mean 'threshold'?
            {{ param.threshold }}           ==> unknown name 'param': did you mean 'params'?
            {{ var.value.regoin }}          ==> unknown name 'var.value.regoin': did you mean 'region'?
            {{ conn.warehous.host }}        ==> unknown name 'conn.warehous': did you mean 'warehouse'?
            {{ conn.warehouse.hots }}       ==> unknown name 'conn.warehouse.hots': did you mean 'host'?
            {{ logical_date.yaer }}         ==> unknown name 'logical_date.yaer': did you mean 'year'?
            {{ macros.ds_ad(ds, 1) }}       ==> unknown macro 'ds_ad': did you mean 'ds_add'?
            {{ var.json.broken }}           ==> variable 'broken' holds no JSON: use var.value.broken
            {{ outputs.silent.rows }}       ==> unknown name 'outputs.silent.rows': 'outputs.silent' is none
            """)
    void a_name_that_is_not_there_is_an_error_with_the_nearest_name(String template, String message) {
        assertThatThrownBy(() -> text(template))
                .isInstanceOfSatisfying(
                        DownbeatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_TEMPLATE))
                .hasMessageContaining(message)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void an_output_is_loaded_only_when_it_is_named_and_then_once() {
        var variables = builder().build();

        templates.renderText("{{ ds }} {{ params.threshold }}", variables);
        assertThat(loaded).isEmpty();

        templates.renderText("{{ outputs.train.accuracy }} {{ outputs.train.accuracy }}", variables);
        assertThat(loaded).containsExactly("train");
    }

    @Test
    void the_names_are_those_that_authoring_checks_against() {
        assertThat(builder().build().keySet()).isEqualTo(TemplateVariables.NAMES);
    }

    @Test
    void the_place_of_the_dag_is_missing_when_it_is_not_known() {
        assertThatThrownBy(() -> templates.renderText(
                        "{{ dag.folder }}", TemplateVariables.of(RUN).build()))
                .hasMessageContaining("unknown name 'dag.folder': 'dag' has id");
    }

    @Test
    void writing_out_all_variables_shows_no_secret() {
        assertThat(Json.write(builder().build())).doesNotContain("pass").doesNotContain("s3cret");
    }

    @Test
    void a_date_that_is_all_of_a_text_becomes_text() {
        assertThat(templates.render("{{ logical_date }}", builder().build())).isEqualTo("2026-01-31T06:00:00+00:00");
    }

    @Test
    void the_variables_can_be_written_as_json() {
        assertThat(Json.read(Json.write(builder().build())))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("logical_date", "2026-01-31T06:00:00+00:00")
                .containsKey("outputs");
    }
}
