package dev.downbeat.runtime;

import dev.downbeat.api.BackfillViews;
import dev.downbeat.api.BackfillViews.BackfillItem;
import dev.downbeat.api.BackfillViews.BackfillRequest;
import dev.downbeat.api.BackfillViews.BackfillView;
import dev.downbeat.api.BackfillsApi;
import dev.downbeat.api.Views.Page;
import dev.downbeat.authoring.params.Params;
import dev.downbeat.engine.port.RunLog;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Rerun;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.store.query.BackfillQueries;
import dev.downbeat.store.query.DagQueries;
import dev.downbeat.store.runs.PgBackfills;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [BackfillsApi] on the store.
final class LocalBackfills implements BackfillsApi {
    private final Stored stored;
    private final InstantSource clock;
    private final Runnable changed;

    /// What it reads and writes.
    record Stored(DagQueries dags, PgDags registry, RunLog versions, PgBackfills backfills, BackfillQueries queries) {}

    /// @param changed tells whoever drives backfills to look at them
    LocalBackfills(Stored stored, InstantSource clock, Runnable changed) {
        this.stored = stored;
        this.clock = clock;
        this.changed = changed;
    }

    @Override
    public List<BackfillItem> plan(String dagId, BackfillRequest request) {
        List<PgBackfills.Item> items = planned(dagId, request).items();
        var views = new ArrayList<BackfillItem>();
        for (PgBackfills.Item item : items) {
            var interval = item.tick().interval();
            views.add(new BackfillItem(
                    views.size() + 1,
                    interval.logicalDate(),
                    interval.start(),
                    interval.end(),
                    item.leftOut() == null ? "waiting" : "left_out",
                    null,
                    Objects.requireNonNullElse(item.leftOut(), "")));
        }
        return views;
    }

    @Override
    public BackfillView create(String dagId, BackfillRequest request) {
        long id = stored.backfills().create(planned(dagId, request));
        changed.run();
        return backfill(id);
    }

    private PgBackfills.Plan planned(String dagId, BackfillRequest request) {
        DagVersion version = newest(dagId);
        var spec = version.spec();
        var manner = new PgBackfills.Manner(
                Objects.requireNonNullElse(request.backwards(), false),
                request.rerun() == null ? Rerun.NONE : Rerun.of(request.rerun()),
                Objects.requireNonNullElse(request.concurrency(), BackfillViews.CONCURRENCY));
        BackfillRange range = BackfillRange.of(spec, request, manner);
        var params = Params.resolve(
                spec.params(), Objects.requireNonNullElse(request.params(), Map.<String, @Nullable Object>of()));
        List<PgBackfills.Item> items =
                stored.backfills().items(spec.id(), range.ticks(clock.instant()), manner.rerun());
        return new PgBackfills.Plan(spec.id(), version.id(), range.from(), range.to(), manner, params, items);
    }

    private DagVersion newest(String dagId) {
        var row = stored.dags().dag(dagId);
        if (!row.standing().present()) {
            throw new DownbeatException(
                    ErrorCode.CONFLICT,
                    "DAG '%s' is no longer in %s: put the file back to fill it"
                            .formatted(dagId, row.standing().file()));
        }
        return stored.registry()
                .find(row.id())
                .map(dag -> stored.versions().version(dag.version()))
                .orElseThrow(() -> new DownbeatException(ErrorCode.NOT_FOUND, "there is no DAG '%s'".formatted(dagId)));
    }

    @Override
    public Page<BackfillView> list(Optional<String> dag, Optional<String> cursor, int limit) {
        return stored.queries().list(dag, cursor, limit);
    }

    @Override
    public BackfillView backfill(long id) {
        return stored.queries().one(id);
    }

    @Override
    public Page<BackfillItem> items(long id, Optional<String> cursor, int limit) {
        return stored.queries().items(id, cursor, limit);
    }

    @Override
    public BackfillView pause(long id, boolean paused) {
        BackfillView before = backfill(id);
        if (!stored.backfills().pause(id, paused)) {
            throw ended(before);
        }
        changed.run();
        return backfill(id);
    }

    @Override
    public BackfillView cancel(long id) {
        BackfillView before = backfill(id);
        if (stored.backfills().cancel(id).isEmpty()) {
            throw ended(before);
        }
        changed.run();
        return backfill(id);
    }

    private static DownbeatException ended(BackfillView backfill) {
        return new DownbeatException(
                ErrorCode.CONFLICT, "backfill %d has ended already: %s".formatted(backfill.id(), backfill.state()));
    }
}
