package dev.downbeat.operators.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SqlTextTest {
    @Test
    void statements_end_at_semicolons_that_are_code() {
        String script = """
                -- first; not code
                create table a (x text);

                /* ; */ insert into a values ('a;b', "c;d"), (E'it\\'s;'), ($$ ; $$), ($f$ ; $$ ; $f$);
                ;
                select 1 -- last; comment""";

        assertThat(SqlText.statements(script))
                .containsExactly(
                        new SqlText.Part("create table a (x text)", 2),
                        new SqlText.Part(
                                "insert into a values ('a;b', \"c;d\"), (E'it\\'s;'), ($$ ; $$), ($f$ ; $$ ; $f$)", 4),
                        new SqlText.Part("select 1 -- last; comment", 6));
    }

    @Test
    void text_that_does_not_end_is_taken_as_it_is() {
        assertThat(SqlText.statements("select 'a; b")).hasSize(1);
        assertThat(SqlText.statements("select $1; select $a")).hasSize(2);
        assertThat(SqlText.statements(" \n -- nothing\n /* at all */ ; ")).isEmpty();
    }

    @Test
    void names_become_question_marks_outside_of_strings_casts_and_slices() {
        var params = new Params(Map.of("day", "2026-03-01", "n", 3), Dialect.DUCKDB);

        assertThat(params.bind("select ':day', x::date, l[1:n], :n from t where d = :day -- :day"))
                .isEqualTo(new Params.Bound(
                        "select ':day', x::date, l[1:n], ? from t where d = ? -- :day", List.of(3, "2026-03-01")));
    }

    @Test
    void a_question_mark_is_an_operator_where_params_have_names() {
        assertThat(new Params(Map.of("k", "a"), Dialect.POSTGRESQL)
                        .bind("select j ? :k")
                        .sql())
                .isEqualTo("select j ?? ?");
    }

    @Test
    void params_and_sql_have_to_fit() {
        var named = new Params(Map.of("day", 1), Dialect.DUCKDB);
        assertThatThrownBy(() -> named.bind("select :dya"))
                .hasMessage("the SQL names ':dya', which is not among the params: did you mean 'day'?");
        assertThatThrownBy(named::requireAllUsed).hasMessage("param 'day' is not used: no ':day' in the SQL");
        assertThatThrownBy(() -> new Params(Arrays.asList(1, null), Dialect.DUCKDB).bind("select ?, '?'"))
                .hasMessage("the statement has 1 '?', and there are 2 params");
        assertThatThrownBy(() -> new Params("text", Dialect.DUCKDB)).hasMessageContaining("not 'text'");
    }
}
