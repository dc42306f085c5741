package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.decider.schedule.TickAnswer;
import dev.downbeat.decider.schedule.Ticks.Tick;
import dev.downbeat.engine.port.ScheduledDags;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.json.SpecJson;
import dev.downbeat.testkit.Gen;
import dev.downbeat.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTickerTest {
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

    private final VirtualClock clock = new VirtualClock(NOON);
    private final Table table = new Table();

    @Test
    void an_hourly_dag_runs_at_each_hour_and_covers_the_hour_before() {
        clock.advance(Duration.ofMinutes(20));
        table.has(schedule(false, null), NOON.minus(Duration.ofDays(1)));
        var ticker = ticker();
        ticker.runOnce(clock.instant());
        assertThat(table.fired).isEmpty();

        ticker.runOnce(clock.advance(Duration.ofMinutes(60)));

        assertThat(table.fired).singleElement().satisfies(tick -> {
            assertThat(tick.firesAt()).isEqualTo("2026-05-04T13:00:00Z");
            assertThat(tick.interval().start()).isEqualTo("2026-05-04T12:00:00Z");
        });
    }

    @Test
    void without_catchup_what_was_missed_is_missed() {
        table.has(schedule(false, null), NOON.minus(Duration.ofDays(9)));
        clock.advance(Duration.ofMinutes(30));

        assertThat(ticker().runOnce(clock.instant()).runs()).isZero();
    }

    @Test
    void a_tick_that_passed_while_the_process_restarted_is_fired() {
        table.has(schedule(false, null), NOON.minus(Duration.ofDays(9)));
        clock.advance(Duration.ofMinutes(3));

        assertThat(ticker().runOnce(clock.instant()).runs()).isEqualTo(1);
        assertThat(table.fired.getFirst().firesAt()).isEqualTo(NOON);
    }

    @Test
    void a_dag_that_appears_or_is_resumed_later_waits_for_its_next_tick() {
        var ticker = ticker();
        ticker.runOnce(clock.instant());
        clock.advance(Duration.ofMinutes(3));
        table.has(schedule(false, null), NOON.minus(Duration.ofDays(9)));

        assertThat(ticker.runOnce(clock.instant()).runs()).isZero();
    }

    @Test
    void catchup_makes_up_for_each_missed_interval_in_order() {
        table.has(schedule(true, NOON.minus(Duration.ofHours(3))), NOON);
        var ticker = ticker();
        while (ticker.runOnce(clock.instant()).runs() > 0) {
            assertThat(table.fired.size()).isLessThan(10);
        }

        assertThat(table.fired)
                .extracting(tick -> tick.interval().start().toString())
                .containsExactly("2026-05-04T09:00:00Z", "2026-05-04T10:00:00Z", "2026-05-04T11:00:00Z");
    }

    @Test
    void no_more_runs_are_started_than_the_dag_works_on_at_a_time() {
        table.has(schedule(true, NOON.minus(Duration.ofDays(2))), NOON);
        table.unfinished = 16;

        assertThat(ticker().runOnce(clock.instant()).runs()).isZero();
    }

    @Test
    void a_continuous_dag_runs_again_when_its_run_has_ended() {
        var continuous = new Schedule.Timed(new Schedule.Continuous(), ZoneId.of("UTC"), null, null, false);
        table.has(continuous, NOON);
        var ticker = ticker();
        assertThat(ticker.runOnce(clock.instant()).runs()).isEqualTo(1);

        table.unfinished = 1;
        assertThat(ticker.runOnce(clock.advance(Duration.ofMinutes(5))).runs()).isZero();
        table.unfinished = 0;
        assertThat(ticker.runOnce(clock.advance(Duration.ofMinutes(5))).runs()).isEqualTo(1);

        assertThat(table.fired.getLast().interval().start()).isEqualTo(NOON);
        assertThat(table.fired.getLast().interval().end()).isEqualTo(NOON.plus(Duration.ofMinutes(10)));
    }

    @ParameterizedTest
    @CsvSource({
        // what becomes of the ticks of 13, 14 and 15 o'clock while the run of 12 goes on; then, when it has ended
        "ALLOW_ALL,      FIRE FIRE FIRE,                                  13 14 15",
        "SKIP,           LEAVE_OUT LEAVE_OUT LEAVE_OUT,                   ''",
        "BUFFER_ONE,     WAIT LEAVE_OUT LEAVE_OUT,                        13",
        "BUFFER_ALL,     WAIT WAIT WAIT,                                  13 14 15",
        "CANCEL_OTHER,   CANCEL_AND_WAIT CANCEL_AND_WAIT CANCEL_AND_WAIT, 15",
        "TERMINATE_OTHER,CANCEL_AND_FIRE CANCEL_AND_FIRE CANCEL_AND_FIRE, 13 14 15"
    })
    void ticks_that_come_while_a_run_goes_on(Schedule.Overlap overlap, String answers, String fired) {
        table.has(schedule(overlap), NOON.minus(Duration.ofDays(1)));
        var ticker = ticker();
        ticker.runOnce(clock.instant());
        assertThat(hours(table.fired)).isEqualTo("12");
        table.fired.clear();
        table.answers.clear();

        table.unfinished = 1;
        for (int hour = 0; hour < 3; hour++) {
            ticker.runOnce(clock.advance(Duration.ofHours(1)));
        }
        assertThat(table.answers.stream().map(TickAnswer::name).collect(Collectors.joining(" ")))
                .isEqualTo(answers);
        table.unfinished = 0;
        for (int look = 0; look < 4; look++) {
            ticker.runOnce(clock.instant());
        }

        assertThat(hours(table.fired)).isEqualTo(fired);
        assertThat(table.waiting).isEmpty();
    }

    @Test
    void ticks_that_wait_outlive_the_process() {
        table.has(schedule(Schedule.Overlap.BUFFER_ALL), NOON.minus(Duration.ofDays(1)));
        table.unfinished = 1;
        ticker().runOnce(clock.instant());
        assertThat(table.waiting).hasSize(1);

        var next = new ScheduleTicker(table, new VirtualClock(clock.advance(Duration.ofDays(2))), () -> {});
        table.unfinished = 0;
        next.runOnce(clock.instant());

        assertThat(hours(table.fired)).isEqualTo("12");
    }

    @ParameterizedTest
    @EnumSource(Schedule.Overlap.class)
    void a_tick_that_was_answered_without_anybody_hearing_of_it_is_not_answered_again(Schedule.Overlap overlap) {
        table.has(schedule(overlap), NOON.minus(Duration.ofDays(1)));
        var ticker = ticker();
        table.loseAnswer = true;
        assertThatThrownBy(() -> ticker.runOnce(clock.instant())).isInstanceOf(DownbeatException.class);
        table.unfinished = 1;

        ticker.runOnce(clock.advance(Duration.ofSeconds(2)));

        assertThat(table.answers).containsExactly(TickAnswer.FIRE);
    }

    @Test
    void a_tick_fires_when_its_jitter_has_passed() {
        var late = new Schedule.Firing(Schedule.Covers.INTERVAL, Schedule.Overlap.ALLOW_ALL, Duration.ofMinutes(30));
        table.has(schedule(false, null).withFiring(late), NOON.minus(Duration.ofDays(1)));
        clock.advance(Duration.ofMinutes(31));
        var ticker = ticker();
        Instant due = ticker.runOnce(clock.instant()).until();

        assertThat(due).isBetween("2026-05-04T13:00:00Z", "2026-05-04T13:30:00Z");
        clock.advance(Duration.between(clock.instant(), due).minusMillis(1));
        assertThat(ticker.runOnce(clock.instant()).runs()).isZero();
        assertThat(ticker.runOnce(clock.advance(Duration.ofMillis(1))).runs()).isEqualTo(1);
        assertThat(table.fired.getLast().interval().end()).isEqualTo("2026-05-04T13:00:00Z");
    }

    private static String hours(List<Tick> ticks) {
        return ticks.stream()
                .map(tick -> tick.interval().end().toString().substring(11, 13))
                .collect(Collectors.joining(" "));
    }

    private static Schedule.Timed schedule(Schedule.Overlap overlap) {
        return schedule(false, null).withFiring(Schedule.Firing.DEFAULT.withOverlap(overlap));
    }

    @Test
    void it_says_when_the_next_tick_is() {
        table.has(schedule(false, null), NOON.minus(Duration.ofDays(1)));

        assertThat(ticker().runOnce(NOON.plusSeconds(1_000)).until()).isEqualTo("2026-05-04T13:00:00Z");
    }

    private ScheduleTicker ticker() {
        return new ScheduleTicker(table, clock, () -> {});
    }

    private static Schedule.Timed schedule(boolean catchup, @Nullable Instant start) {
        return new Schedule.Timed(new Schedule.Cron("0 * * * *"), ZoneId.of("UTC"), start, null, catchup);
    }

    /// The registry, in memory.
    private static final class Table implements ScheduledDags {
        private final List<ScheduledDag> dags = new ArrayList<>();
        private final List<Tick> fired = new ArrayList<>();
        private final List<Tick> waiting = new ArrayList<>();
        private final List<TickAnswer> answers = new ArrayList<>();
        private @Nullable Instant came;
        private int unfinished;
        private boolean loseAnswer;

        void has(Schedule schedule, Instant firstSeenAt) {
            DagSpec any = new RandomDags(Gen.random(1)).next("hourly");
            var policy = dev.downbeat.model.RunPolicy.DEFAULT;
            var spec = new DagSpec(any.id(), any.about(), schedule, any.params(), policy, any.groups(), any.tasks());
            var version = new DagVersion(new VersionId(1), 1, SpecJson.hash(spec), spec, "");
            dags.add(new ScheduledDag(version, null, firstSeenAt, 0, List.of()));
        }

        @Override
        public List<ScheduledDag> all() {
            return dags.stream()
                    .map(dag -> new ScheduledDag(dag.version(), came, dag.firstSeenAt(), unfinished, waiting))
                    .toList();
        }

        @Override
        public void settle(ScheduledDag dag, Tick tick, TickAnswer answer) {
            answers.add(answer);
            if (!waiting.remove(tick)) {
                came = tick.interval().end();
            }
            switch (answer) {
                case FIRE -> fired.add(tick);
                case CANCEL_AND_FIRE -> {
                    waiting.clear();
                    fired.add(tick);
                }
                case WAIT -> waiting.add(tick);
                case CANCEL_AND_WAIT -> {
                    waiting.clear();
                    waiting.add(tick);
                }
                case LEAVE_OUT, NOT_YET -> {}
            }
            if (loseAnswer) {
                loseAnswer = false;
                throw new DownbeatException(ErrorCode.DATABASE, "the line broke after the commit");
            }
        }
    }
}
