package dev.downbeat.store.care;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.store.PgStore;
import dev.downbeat.store.care.Finding.Level;
import dev.downbeat.testkit.PgExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DatabaseCheckTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    @RegisterExtension
    static final PgStore STORE = new PgStore(PG);

    private final History history = new History(PG);

    @Test
    void all_is_well_in_a_fresh_database() {
        List<Finding> findings = check(InstantSource.system());

        assertThat(findings)
                .filteredOn(finding -> !finding.check().equals("durability")) // tests do without
                .allSatisfy(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.GOOD);
                    assertThat(finding.advice()).isEmpty();
                    assertThat(finding.text()).isNotEmpty();
                });
        assertThat(findings)
                .extracting(Finding::check)
                .containsExactly(
                        "server",
                        "durability",
                        "clock",
                        "connections",
                        "transactions",
                        "schema",
                        "indexes",
                        "size",
                        "dead rows",
                        "orphans",
                        "servers",
                        "runs",
                        "purges");
    }

    @Test
    void an_index_that_is_missing_is_named() {
        PG.run("drop index dag_run_tick");
        try {
            Finding indexes = find("indexes");

            assertThat(indexes.level()).isEqualTo(Level.BAD);
            assertThat(indexes.text()).isEqualTo("dag_run_tick is missing");
        } finally {
            PG.run("create unique index dag_run_tick on dag_run (dag_id, logical_date) where type = 'scheduled'");
        }
        assertThat(find("indexes").level()).isEqualTo(Level.GOOD);
    }

    @Test
    void settings_that_lose_commits_are_bad() {
        String database = PG.ask("select current_database()");
        PG.run("alter database %s set synchronous_commit = off".formatted(database));
        try {
            Finding durability = find("durability");
            assertThat(durability.level()).isEqualTo(Level.BAD);
            assertThat(durability.text()).contains("synchronous_commit = off");
        } finally {
            PG.run("alter database %s reset synchronous_commit".formatted(database));
        }
    }

    @Test
    void clocks_that_differ_are_told() {
        assertThat(find("clock", ahead(Duration.ofSeconds(5))).level()).isEqualTo(Level.WARNING);
        assertThat(find("clock", ahead(Duration.ofMinutes(-5))).level()).isEqualTo(Level.BAD);
        assertThat(find("clock", ahead(Duration.ofMinutes(-5))).text()).matches("(299|300)\\.\\d+ s .*");
    }

    private static InstantSource ahead(Duration by) {
        return () -> Instant.now().plus(by);
    }

    @Test
    void runs_that_nobody_works_on_are_counted() {
        history.dag("churn");
        history.runs("churn", 1, 3, "running", 1);

        Finding waiting = find("runs");
        assertThat(waiting.level()).isEqualTo(Level.WARNING);
        assertThat(waiting.text()).startsWith("3 unfinished");

        PG.run("""
                insert into scheduler (owner, host, pid, lease_until)
                values ('here/1', 'here', 1, now() + interval '1 minute')
                """);
        assertThat(find("runs").level()).isEqualTo(Level.BAD);

        PG.run("insert into shard (shard, epoch) select 0, max(epoch) from scheduler");
        assertThat(find("runs").level()).isEqualTo(Level.GOOD);
        assertThat(find("servers").text()).isEqualTo("here/1 with 1 shards");

        PG.run("update scheduler set lease_until = now() - interval '1 minute'");
        assertThat(find("servers").level()).isEqualTo(Level.WARNING);
        assertThat(find("runs").level()).isEqualTo(Level.WARNING);
    }

    @Test
    void rows_without_a_run_are_counted_and_a_purge_deletes_them() {
        history.dag("churn");
        history.runs("churn", 1, 3, "success", 1);
        PG.run("delete from dag_run where run_id = 2");

        Finding orphans = find("orphans");
        assertThat(orphans.level()).isEqualTo(Level.WARNING);
        assertThat(orphans.text()).startsWith("5 in task_instance, 1 in task_attempt");

        var purge = new PgPurge(STORE.database());
        assertThat(purge.orphans(4)).isEqualTo(4);
        assertThat(purge.orphans(1000)).isEqualTo(5 + 8 - 4);
        assertThat(find("orphans").level()).isEqualTo(Level.GOOD);
        assertThat(PG.ask("select count(*) from task_instance")).isEqualTo("10");
    }

    private static List<Finding> check(InstantSource clock) {
        return new DatabaseCheck(STORE.database(), clock).run();
    }

    private static Finding find(String check) {
        return find(check, InstantSource.system());
    }

    private static Finding find(String check, InstantSource clock) {
        return check(clock).stream()
                .filter(finding -> finding.check().equals(check))
                .findFirst()
                .orElseThrow();
    }
}
