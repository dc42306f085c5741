package dev.downbeat.store.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.engine.port.JournalEntry.AlertRaised;
import dev.downbeat.engine.port.JournalEntry.DeadlineSet;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.engine.port.JournalEntry.RunMoved;
import dev.downbeat.engine.port.JournalEntry.TaskMoved;
import dev.downbeat.model.AlertEvent;
import dev.downbeat.model.AlertKey;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskState;
import dev.downbeat.store.PgStore;
import dev.downbeat.store.alerts.PgAlerts.Claimed;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.store.journal.PgLeases;
import dev.downbeat.testkit.PgExtension;
import dev.downbeat.testkit.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PgAlertsTest {
    @RegisterExtension
    @Order(1)
    static final PgExtension PG = new PgExtension();

    @RegisterExtension
    @Order(2)
    static final PgStore STORE = new PgStore(PG);

    private static final Instant AT = Instant.parse("2026-03-29T00:59:59Z");
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final RunId RUN = new RunId(7);
    private static final TaskId LOAD = new TaskId("load");

    private DagVersion version;
    private Epoch epoch;
    private PgAlerts alerts;
    private PgDeadlines deadlines;

    @BeforeEach
    void register() {
        version = new PgDags(STORE.database()).register(Samples.dag("etl", "extract", "load"), "");
        var leases = new PgLeases(STORE.database());
        epoch = leases.register("test", Duration.ofMinutes(10));
        leases.acquire(epoch, Set.of(new Shard(7)), false);
        alerts = new PgAlerts(STORE.database());
        deadlines = new PgDeadlines(STORE.database());
        var spec = new RunSpec(
                RUN,
                version.spec().id(),
                version.id(),
                new Shard(7),
                RunType.MANUAL,
                RunSpec.Interval.at(AT),
                Map.of());
        commit(new RunCreated(spec, AT, null), new RunMoved(RUN, DagRunState.RUNNING, AT, null, null));
    }

    @Test
    void an_alert_is_claimed_once_and_told_as_it_was_raised() {
        var failure = new Failure(ErrorCode.TASK_FAILED, "no rows", "the trace");
        commit(raised(LOAD, -1, 3, AlertEvent.FAILURE, failure));

        List<Claimed> claimed = claim(AT);

        assertThat(claimed).singleElement().satisfies(alert -> {
            assertThat(alert.key()).isEqualTo(new AlertKey(RUN, LOAD, MapIndex.NONE, 3, AlertEvent.FAILURE, 0));
            assertThat(alert.failure()).isEqualTo(failure);
            assertThat(alert.version()).isEqualTo(version.id());
            assertThat(alert.tries()).isOne();
            assertThat(alert.raisedAt()).isEqualTo(AT);
        });
        assertThat(claim(AT)).isEmpty();
        alerts.sent(claimed.getFirst(), AT);
        assertThat(claim(AT.plus(LEASE))).isEmpty();
        assertThat(alerts.pending(RUN)).isZero();
    }

    @Test
    void the_same_commit_once_more_raises_nothing() {
        commit(raised(null, -1, 3, AlertEvent.SUCCESS, null));
        commit(raised(null, -1, 3, AlertEvent.SUCCESS, null));
        assertThat(alerts.pending(RUN)).isOne();

        commit(raised(null, -1, 9, AlertEvent.SUCCESS, null));
        assertThat(alerts.pending(RUN)).isEqualTo(2);
    }

    @Test
    void what_a_dead_process_had_claimed_is_sent_by_the_next_one() {
        commit(raised(LOAD, -1, 3, AlertEvent.FAILURE, null));
        Claimed first = claim(AT).getFirst();

        Claimed second = claim(AT.plus(LEASE)).getFirst();

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.tries()).isEqualTo(2);
        // the first one was only slow: its word on the alert counts no longer
        alerts.givenUp(first, "too late", AT);
        assertThat(PG.ask("select state from alert")).isEqualTo("pending");
        alerts.sent(second, AT.plus(LEASE));
        assertThat(PG.ask("select state from alert")).isEqualTo("sent");
    }

    @Test
    void what_could_not_be_sent_is_put_off_and_then_given_up_until_a_person_retries_it() {
        commit(raised(LOAD, -1, 3, AlertEvent.FAILURE, null));
        alerts.again(claim(AT).getFirst(), "status 503", AT.plusSeconds(10));

        assertThat(claim(AT.plusSeconds(9))).isEmpty();
        Claimed again = claim(AT.plusSeconds(10)).getFirst();
        alerts.givenUp(again, "status 404", AT.plusSeconds(10));
        assertThat(PG.ask("select state || ' ' || error || ' ' || tries from alert"))
                .isEqualTo("failed status 404 2");
        assertThat(claim(AT.plusSeconds(1000))).isEmpty();

        assertThat(alerts.retry(again.id(), AT.plusSeconds(1000))).isTrue();
        assertThat(alerts.retry(again.id(), AT.plusSeconds(1000))).isFalse();
        assertThat(claim(AT.plusSeconds(1000))).hasSize(1);
    }

    @Test
    void failing_items_are_told_of_together_a_minute_after_the_first() {
        for (int item = 0; item < 20; item++) {
            commit(raised(LOAD, item, 10 + item, AlertEvent.FAILURE, null));
        }
        assertThat(claim(AT.plusSeconds(59))).isEmpty();

        Claimed together = claim(AT.plusSeconds(60)).getFirst();
        assertThat(together.key().index()).isEqualTo(MapIndex.of(0));
        assertThat(alerts.pending(RUN)).isOne();

        // what fails later is told of after twice the time
        commit(raised(LOAD, 20, 40, AlertEvent.FAILURE, null), raised(LOAD, 21, 41, AlertEvent.FAILURE, null));
        assertThat(claim(AT.plusSeconds(119))).isEmpty();
        assertThat(claim(AT.plusSeconds(120)))
                .extracting(Claimed::id)
                .hasSize(1)
                .doesNotContain(together.id());
    }

    @Test
    void items_are_told_of_at_once_when_the_run_has_ended() {
        commit(raised(LOAD, 5, 10, AlertEvent.FAILURE, null));
        assertThat(claim(AT)).isEmpty();

        commit(new RunMoved(RUN, DagRunState.FAILED, AT, AT, null));

        assertThat(claim(AT)).hasSize(1);
    }

    @Test
    void only_alerts_of_one_run_are_claimed_when_that_is_asked_for() {
        commit(raised(LOAD, -1, 3, AlertEvent.FAILURE, null));

        assertThat(alerts.claim(new RunId(8), AT, LEASE, 9)).isEmpty();
        assertThat(alerts.claim(RUN, AT, LEASE, 9)).hasSize(1);
    }

    @Test
    void a_missed_deadline_is_marked_and_told_of_once() {
        commit(new DeadlineSet(RUN, null, MapIndex.NONE, version.id(), AT.plusSeconds(60), 2));
        commit(new DeadlineSet(RUN, null, MapIndex.NONE, version.id(), AT.plusSeconds(99), 2));
        assertThat(deadlines.look(AT.plusSeconds(59), AT.plusSeconds(59), 9)).isZero();

        assertThat(deadlines.look(AT.plusSeconds(60), AT.plusSeconds(62), 9)).isOne();
        assertThat(deadlines.look(AT.plusSeconds(60), AT.plusSeconds(63), 9)).isZero();

        assertThat(claim(AT.plusSeconds(62)))
                .extracting(alert -> alert.key().event() + " " + alert.key().notifier())
                .containsExactlyInAnyOrder("DEADLINE 0", "DEADLINE 1");
        assertThat(new AlertFacts(STORE.database()).deadline(RUN, null, MapIndex.NONE))
                .hasValue(AT.plusSeconds(60));
    }

    @Test
    void what_ended_in_time_has_kept_its_deadline_however_late_somebody_looks() {
        var load = new TaskKey(RUN, LOAD, MapIndex.NONE);
        commit(new DeadlineSet(RUN, LOAD, MapIndex.NONE, version.id(), AT.plusSeconds(60), 1));
        commit(ended(load, TaskState.SUCCESS, AT.plusSeconds(60)));

        assertThat(deadlines.look(AT.plusSeconds(600), AT.plusSeconds(600), 9)).isOne();

        assertThat(alerts.pending(RUN)).isZero();
        assertThat(PG.ask("select count(*) from deadline")).isEqualTo("0");
    }

    @Test
    void what_ended_too_late_has_missed_it_however_late_somebody_looks() {
        var load = new TaskKey(RUN, LOAD, MapIndex.NONE);
        var extract = new TaskKey(RUN, new TaskId("extract"), MapIndex.NONE);
        commit(
                new DeadlineSet(RUN, LOAD, MapIndex.NONE, version.id(), AT.plusSeconds(60), 1),
                new DeadlineSet(RUN, extract.task(), MapIndex.NONE, version.id(), AT.plusSeconds(60), 1));
        commit(ended(load, TaskState.SUCCESS, AT.plusSeconds(61)));
        // its last attempt ended in time, but not the task
        commit(ended(extract, TaskState.UP_FOR_RETRY, AT.plusSeconds(30)));

        deadlines.look(AT.plusSeconds(600), AT.plusSeconds(600), 9);

        assertThat(alerts.pending(RUN)).isEqualTo(2);
        assertThat(PG.ask("select count(*) from deadline where missed_at is not null"))
                .isEqualTo("2");
    }

    @Test
    void instances_of_a_mapped_task_that_miss_their_deadlines_are_told_of_together() {
        for (int item = 0; item < 5; item++) {
            commit(new DeadlineSet(RUN, LOAD, MapIndex.of(item), version.id(), AT.plusSeconds(60), 1));
        }
        deadlines.look(AT.plusSeconds(60), AT.plusSeconds(62), 2);
        deadlines.look(AT.plusSeconds(60), AT.plusSeconds(63), 9);

        assertThat(alerts.pending(RUN)).isOne();
        assertThat(new AlertFacts(STORE.database()).missed(RUN, LOAD)).isEqualTo(5);
    }

    private List<Claimed> claim(Instant now) {
        return alerts.claim(null, now, LEASE, 9);
    }

    private void commit(JournalEntry... entries) {
        STORE.journal().commit(epoch, List.of(entries));
    }

    private AlertRaised raised(
            @Nullable TaskId task, int index, long occasion, AlertEvent event, @Nullable Failure failure) {
        var key = new AlertKey(RUN, task, MapIndex.of(index), occasion, event, 0);
        return new AlertRaised(key, version.id(), AT, 1, 1, failure, index >= 0);
    }

    private static TaskMoved ended(TaskKey key, TaskState state, Instant at) {
        var times = new TaskInstance.Times(AT, AT, at, null, null);
        return new TaskMoved(key, new TaskInstance(state, 1, 1, 0, times, null), "");
    }
}
