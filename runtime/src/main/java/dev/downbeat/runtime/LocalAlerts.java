package dev.downbeat.runtime;

import dev.downbeat.api.AlertViews.AlertQuery;
import dev.downbeat.api.AlertViews.AlertView;
import dev.downbeat.api.AlertViews.MissedDeadline;
import dev.downbeat.api.AlertsApi;
import dev.downbeat.api.Views.Page;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.store.alerts.PgAlerts;
import dev.downbeat.store.query.AlertQueries;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// [AlertsApi] on the store.
final class LocalAlerts implements AlertsApi {
    private final AlertQueries queries;
    private final PgAlerts outbox;
    private final InstantSource clock;

    LocalAlerts(AlertQueries queries, PgAlerts outbox, InstantSource clock) {
        this.queries = queries;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public Page<AlertView> list(AlertQuery query) {
        return queries.list(query);
    }

    @Override
    public AlertView alert(long id) {
        return queries.one(id);
    }

    /// A server looks every second, so nobody has to be woken.
    @Override
    public AlertView retry(long id) {
        if (!outbox.retry(id, clock.instant())) {
            throw new DownbeatException(
                    ErrorCode.CONFLICT,
                    "alert %d is %s: only one that was given up can be tried again"
                            .formatted(id, queries.one(id).state()));
        }
        return queries.one(id);
    }

    @Override
    public List<MissedDeadline> missed(Optional<String> dag, Optional<Long> run, int limit) {
        return queries.missed(dag, run, limit);
    }
}
