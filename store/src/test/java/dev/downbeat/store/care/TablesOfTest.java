package dev.downbeat.store.care;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.testkit.PgExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whoever adds a table has to say what becomes of it.
class TablesOfTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    /// They go with their run by themselves, outlive it, or are what tells of a purge.
    private static final List<String> OTHERWISE =
            List.of("dag_run", "run_command", "run_note", "asset_event", "backfill_item", "purged_run");

    @Test
    void a_purge_deletes_from_every_table_with_rows_of_runs() {
        String tables = PG.ask("""
                select string_agg(table_name, ' ' order by table_name)
                  from information_schema.columns
                 where table_schema = current_schema() and column_name = 'run_id'
                """);
        assertThat(tables.split(" ", -1))
                .filteredOn(table -> !OTHERWISE.contains(table))
                .containsExactlyInAnyOrderElementsOf(TablesOf.RUNS);
    }

    @Test
    void a_backup_holds_every_table_but_those_of_who_works_at_a_moment() {
        String tables = PG.ask("""
                select string_agg(tablename, ' ' order by tablename) from pg_tables where schemaname = current_schema()
                """);
        assertThat(tables.split(" ", -1))
                .filteredOn(table -> !PgSnapshot.LEFT_OUT.contains(table))
                .containsExactly(
                        "alert",
                        "asset_consumer",
                        "asset_event",
                        "asset_producer",
                        "asset_queue",
                        "asset_trigger",
                        "asset_watch",
                        "backfill",
                        "backfill_item",
                        "branch_choice",
                        "dag",
                        "dag_run",
                        "dag_version",
                        "deadline",
                        "import_error",
                        "map_item_name",
                        "pool",
                        "purged_run",
                        "run_command",
                        "run_history",
                        "run_note",
                        "schema_compatibility",
                        "task_attempt",
                        "task_instance",
                        "task_map",
                        "waiting_tick",
                        "xcom");
    }
}
