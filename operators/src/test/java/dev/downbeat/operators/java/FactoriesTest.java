package dev.downbeat.operators.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.operators.Settings;
import dev.downbeat.sdk.Operators;
import dev.downbeat.sdk.Use;
import dev.downbeat.sdk.operator.Operator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The operators of the Java DSL are written apart from the operators themselves.
class FactoriesTest {
    static List<Use<?>> uses() {
        return List.of(
                Operators.bash("true").env(Map.of("A", "b")).cwd("scripts").with("grace", "5s"),
                Operators.python("train.py", "train").args(Map.of("rounds", 3)).interpreter(".venv/bin/python"),
                Operators.pythonScript("print(a)").args(Map.of("a", 1)),
                Operators.sql("warehouse", "select :a").params(Map.of("a", 1)).fetch("value"),
                Operators.duckdb("warehouse.db", "select 1").to("one.parquet"),
                Operators.sqlScript("warehouse", "select 1; select 2"),
                Operators.duckdbScript("warehouse.db", "select 1; select 2"),
                Operators.http("http://localhost/")
                        .method("POST")
                        .headers(Map.of("a", "b"))
                        .body(Map.of("c", 1)),
                Operators.noop());
    }

    @ParameterizedTest
    @MethodSource("uses")
    void what_the_java_dsl_writes_is_what_the_operator_takes(Use<?> use) {
        Operator<?> operator = ServiceLoader.load(Operator.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.type().equals(use.operator()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no operator " + use.operator()));

        assertThat(Settings.of(operator.config(), use.settings())).isInstanceOf(operator.config());
    }
}
