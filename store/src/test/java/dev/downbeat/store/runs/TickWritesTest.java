package dev.downbeat.store.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.decider.schedule.Ticks.Tick;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunSpec.Interval;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.store.PgStore;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.store.query.ScheduleQueries;
import dev.downbeat.testkit.PgExtension;
import dev.downbeat.testkit.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TickWritesTest {
    @RegisterExtension
    @Order(1)
    static final PgExtension PG = new PgExtension();

    @RegisterExtension
    @Order(2)
    static final PgStore STORE = new PgStore(PG);

    private static final DagId ETL = new DagId("etl");
    private static final Instant SIX = Instant.parse("2026-03-29T06:00:00Z");

    private TickWrites ticks;
    private DagVersion version;

    @BeforeEach
    void create() {
        ticks = new TickWrites(STORE.database());
        version = new PgDags(STORE.database()).register(Samples.dag("etl", "a"), "");
    }

    @Test
    void a_tick_and_its_run_are_stored_together() {
        assertThat(ticks.fire(came(6, null), run(7, 6), false)).contains(new RunId(7));

        assertThat(cursor()).isEqualTo("2026-03-29 06:00:00+00");
        assertThat(PG.ask("select fires_at at time zone 'UTC' from dag_run")).isEqualTo("2026-03-29 06:00:30");
    }

    @Test
    void of_two_schedulers_that_answer_a_tick_one_starts_its_run() {
        ticks.fire(came(6, null), run(7, 6), false);

        assertThat(ticks.fire(came(6, null), run(8, 6), false)).isEmpty();
        assertThat(ticks.await(came(6, null), true)).isEmpty();
        ticks.leaveOut(came(6, null));

        assertThat(PG.ask("select count(*) from dag_run")).isEqualTo("1");
        assertThat(PG.ask("select count(*) from waiting_tick")).isEqualTo("0");
        assertThat(PG.ask("select count(*) from run_command")).isEqualTo("0");
    }

    @Test
    void a_tick_that_came_is_not_answered_again_by_one_who_knows_that_it_came() {
        ticks.fire(came(6, null), run(7, 6), false);

        assertThat(ticks.fire(came(6, SIX), run(8, 6), true)).isEmpty();
        assertThat(ticks.await(came(6, SIX), true)).isEmpty();

        assertThat(PG.ask("select count(*) from dag_run")).isEqualTo("1");
        assertThat(PG.ask("select count(*) from waiting_tick")).isEqualTo("0");
        assertThat(PG.ask("select count(*) from run_command")).isEqualTo("0");
    }

    @Test
    void a_tick_is_not_lost_when_its_run_cannot_be_stored() {
        PG.run("alter table dag_run rename to elsewhere");

        assertThatThrownBy(() -> ticks.fire(came(6, null), run(7, 6), false)).isNotNull();

        PG.run("alter table elsewhere rename to dag_run");
        assertThat(cursor()).isEqualTo("null");
        assertThat(ticks.fire(came(6, null), run(7, 6), false)).contains(new RunId(7));
    }

    @Test
    void a_tick_that_waits_fires_once() {
        ticks.await(came(6, null), false);
        assertThat(new ScheduleQueries(STORE.database().pool()).waiting())
                .containsExactly(new ScheduleQueries.Waiting(ETL, tick(6)));

        assertThat(ticks.fire(came(6, SIX), run(7, 6), false)).contains(new RunId(7));
        assertThat(ticks.fire(came(6, null), run(8, 6), false)).isEmpty();

        assertThat(PG.ask("select count(*) from waiting_tick")).isEqualTo("0");
        assertThat(cursor()).isEqualTo("2026-03-29 06:00:00+00");
    }

    @Test
    void a_tick_may_end_the_runs_and_the_waiting_before_it() {
        ticks.fire(came(6, null), run(7, 6), false);
        ticks.await(came(7, SIX), false);

        assertThat(ticks.await(came(8, SIX.plus(Duration.ofHours(1))), true)).containsExactly(new RunId(7));
        assertThat(PG.ask("select string_agg(to_char(interval_end at time zone 'UTC', 'HH24'), ' ') from waiting_tick"))
                .isEqualTo("08");

        ticks.fire(came(9, SIX.plus(Duration.ofHours(2))), run(9, 9), true);
        assertThat(PG.ask("select count(*) from waiting_tick")).isEqualTo("0");
        assertThat(PG.ask("select string_agg(distinct run_id::text, ' ') from run_command where kind = 'cancel'"))
                .isEqualTo("7");
    }

    private static String cursor() {
        return String.valueOf(
                PG.ask("select coalesce(last_interval_end at time zone 'UTC' || '+00', 'null') from dag"));
    }

    private static TickWrites.Came came(int hour, @Nullable Instant before) {
        return new TickWrites.Came(ETL, tick(hour), before);
    }

    private static Tick tick(int hour) {
        Instant end = SIX.plus(Duration.ofHours(hour - 6));
        Instant start = end.minus(Duration.ofHours(1));
        return new Tick(end.plusSeconds(30), new Interval(start, start, end));
    }

    private RunCreated run(int id, int hour) {
        var spec = new RunSpec(
                new RunId(id),
                ETL,
                version.id(),
                new Shard(id),
                RunType.SCHEDULED,
                tick(hour).interval(),
                Map.of());
        return new RunCreated(spec, SIX, null);
    }
}
