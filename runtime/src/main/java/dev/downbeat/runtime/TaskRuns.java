package dev.downbeat.runtime;

import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.OtherRuns;
import dev.downbeat.store.query.OtherRunQueries;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What tasks may know of other runs, and do to them. How long a chain of runs that triggered one another has
/// become is told by their idempotency keys.
final class TaskRuns implements OtherRuns {
    /// DAGs that trigger one another in a circle come to an end here, if nobody has seen it before.
    private static final int LONGEST_CHAIN = 10;

    private static final Pattern KEY = Pattern.compile("trigger_dag/(\\d{1,4})/.*");

    private final OtherRunQueries queries;
    private final Triggers triggers;

    TaskRuns(OtherRunQueries queries, Triggers triggers) {
        this.queries = queries;
        this.triggers = triggers;
    }

    @Override
    public Optional<OtherRun> newest(String dag, @Nullable Instant date, @Nullable String task) {
        return Patience.ask(() -> queries.newest(dag, date, task));
    }

    @Override
    public Optional<OtherRun> run(long id) {
        return Patience.ask(() -> queries.run(id));
    }

    @Override
    public long trigger(Start start) {
        Asker by = start.by();
        int chain = 1 + Patience.ask(() -> chain(by.run()));
        if (chain > LONGEST_CHAIN) {
            throw new DownbeatException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "run %d is the last of a chain of %d runs that triggered one another, and may not trigger '%s': do they go in a circle?"
                            .formatted(by.run(), LONGEST_CHAIN, start.dag()));
        }
        String key = "trigger_dag/%d/%d/%s/%d/%d".formatted(chain, by.run(), by.task(), by.index(), by.tryNumber());
        var request = new TriggerRequest(start.params(), start.date(), key);
        // the same key each time: it starts one run
        return Patience.ask(() -> triggers.trigger(start.dag(), request).value());
    }

    private int chain(long run) {
        Matcher key = KEY.matcher(queries.idempotencyKey(run).orElse(""));
        return key.matches() ? Integer.parseInt(key.group(1)) : 0;
    }
}
