package dev.downbeat.store.assets;

import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagId;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.StoredText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Watches that are due to look, and what they found. Several processes may claim them: none gets what another one
/// holds.
///
/// All methods throw [dev.downbeat.model.DownbeatException] DATABASE when the database is out of reach.
public final class PgWatches {
    private static final String CLAIM = """
            with due as (
                select w.dag_id, w.asset, d.version_id
                  from asset_watch as w
                  join dag as d on d.dag_id = w.dag_id
                 where w.due_at <= ? and d.present and not d.paused and d.version_id is not null
                 order by w.due_at
                 limit ?
                   for update of w skip locked)
            update asset_watch as w
               set due_at = ?, claim = w.claim + 1
              from due
             where w.dag_id = due.dag_id and w.asset = due.asset
            returning w.watch_id, w.dag_id, w.asset, due.version_id, w.claim, w.looks, w.looked_at, w.reason, w.failure,
                      w.state
            """;
    /// A claim ends with its look; one that has run out since is not this process's any more.
    private static final String NOT_YET = """
            update asset_watch
               set due_at = ?, claim = claim + 1, looks = looks + 1, looked_at = ?, reason = ?, failure = '',
                   state = ?::json, found = null
             where watch_id = ? and claim = ?
            """;
    private static final String FAILED = """
            update asset_watch
               set due_at = ?, claim = claim + 1, looks = looks + 1, looked_at = ?, failure = ?
             where watch_id = ? and claim = ?
            """;
    private static final String DUE = """
            update asset_watch
               set due_at = ?
             where watch_id = ? and claim = ?
            """;
    private static final String HOLD = """
            select found is distinct from encode(sha256(convert_to(?, 'UTF8')), 'hex') as news
              from asset_watch
             where watch_id = ? and claim = ?
               for update
            """;
    private static final String FOUND = """
            update asset_watch
               set due_at = ?, claim = claim + 1, looks = 0, looked_at = ?, reason = '', failure = '',
                   found = encode(sha256(convert_to(?, 'UTF8')), 'hex')
             where watch_id = ?
            """;

    private final Database database;

    public PgWatches(Database database) {
        this.database = database;
    }

    /// A watch that this process looks for.
    ///
    /// @param id       of the watch, always the same
    /// @param version  of the DAG, the newest
    /// @param before   null before the first look
    public record Claimed(
            long id,
            Watched watched,
            VersionId version,
            long claim,
            @Nullable Before before) {}

    /// How the look before ended.
    ///
    /// @param looks   in a row that found nothing
    /// @param failure why it could not look; empty when it could
    public record Before(Instant at, int looks, Left left, String failure) {}

    /// Which asset, and whose watch.
    public record Watched(DagId dag, AssetName asset) {}

    /// What a look leaves to the next one.
    ///
    /// @param state as JSON; null for nothing
    public record Left(String reason, @Nullable String state) {}

    /// Takes watches that are due, the longest due first.
    ///
    /// @param lease after which they are due again, unless something is told of them
    public List<Claimed> claim(Instant now, Duration lease, int limit) {
        return Sql.with(
                database,
                "cannot claim watches",
                on -> Sql.list(on, PgWatches::claimed, CLAIM, now, limit, now.plus(lease)));
    }

    private static Claimed claimed(ResultSet row) throws SQLException {
        return new Claimed(
                row.getLong("watch_id"),
                new Watched(new DagId(row.getString("dag_id")), new AssetName(row.getString("asset"))),
                new VersionId(row.getLong("version_id")),
                row.getLong("claim"),
                Sql.instant(row, "looked_at") == null ? null : before(row));
    }

    private static Before before(ResultSet row) throws SQLException {
        return new Before(
                Sql.moment(row, "looked_at"),
                row.getInt("looks"),
                new Left(row.getString("reason"), row.getString("state")),
                row.getString("failure"));
    }

    /// A claim holds until then.
    public void due(Claimed watch, Instant due) {
        update(DUE, due, watch.id(), watch.claim());
    }

    /// There is nothing, or nothing any more.
    public void notYet(Claimed watch, Left left, Instant now, Instant due) {
        update(NOT_YET, due, now, StoredText.of(left.reason()), left.state(), watch.id(), watch.claim());
    }

    /// It could not look; what it found before still counts.
    public void failed(Claimed watch, String failure, Instant now, Instant due) {
        update(FAILED, due, now, StoredText.of(failure), watch.id(), watch.claim());
    }

    private void update(String sql, @Nullable Object... parameters) {
        Sql.with(database, "cannot tell of a look", on -> Sql.update(on, sql, parameters));
    }

    /// There is something. What the look before left stays for the next one. The asset is updated, in the same commit,
    /// unless it is what was there at the look before.
    ///
    /// @param output as JSON; null for nothing
    /// @return whether the asset was updated
    public boolean found(Claimed watch, @Nullable String output, Instant now, Instant due) {
        String found = StoredText.ofJson(String.valueOf(output));
        return Sql.inTransaction(
                database, "cannot update asset '%s'".formatted(watch.watched().asset()), on -> {
                    Optional<Boolean> news =
                            Sql.first(on, row -> row.getBoolean("news"), HOLD, found, watch.id(), watch.claim());
                    if (news.isEmpty()) {
                        return false; // somebody else looks now
                    }
                    Sql.update(on, FOUND, due, now, found, watch.id());
                    if (news.get()) {
                        AssetRows.tell(
                                on, watch.watched().asset(), watch.watched().dag(), extra(output), now);
                    }
                    return news.get();
                });
    }

    /// An update tells more by names.
    private static @Nullable String extra(@Nullable String output) {
        Object value = output == null ? null : Json.read(output);
        return value == null ? null : Json.write(value instanceof Map<?, ?> map ? map : Map.of("result", value));
    }
}
