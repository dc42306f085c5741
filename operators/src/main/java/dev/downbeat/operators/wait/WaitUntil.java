package dev.downbeat.operators.wait;

import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.Shorthand;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Waits for a moment.
public final class WaitUntil implements Operator<WaitUntil.Config> {
    private final InstantSource clock;

    public WaitUntil() {
        this(InstantSource.system());
    }

    WaitUntil(InstantSource clock) {
        this.clock = clock;
    }

    @Doc(value = """
            Waits until a moment, or until a time of the day on which the task begins; one that is over already is not \
            waited for. It is `deferred` meanwhile: a timer ends it, and it holds neither a thread nor a slot.

            A local time needs its zone: `timezone`, or an offset (`Z`, `+02:00`) in the time itself. A time that the clock \
            skips in spring counts as so much later; one that comes twice in autumn is the first of the two.""", example = """
            tasks:
              close_of_business:
                wait_until: { time: "18:00", timezone: Europe/Helsinki }
              embargo:
                wait_until: "2026-03-01T06:00:00Z"
              data_is_final:
                wait_until: "{{ data_interval_end | date_add('2h') }}"
            """)
    public record Config(
            @Doc("A date with time (`2026-03-01T06:00:00Z`) or a time of day (`18:00`).") @Shorthand
            String time,

            @Doc("The IANA time zone of a time that names none: `Europe/Helsinki`, `UTC`.") @Nullable
            String timezone) {}

    @Override
    public String type() {
        return "wait_until";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public boolean onlyWaits() {
        return true;
    }

    @Override
    public TaskResult run(Config config, TaskContext context) {
        Instant until = Moments.read(config.time(), config.timezone(), clock.instant());
        return new TaskResult.Deferred(until, false, "waits until " + Moments.shown(until), null);
    }
}
