package dev.downbeat.store.dags;

import dev.downbeat.model.AssetCondition;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.Watch;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.Sql;
import dev.downbeat.store.StoredText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Which assets a DAG makes, works on and watches.
final class AssetLinks {
    private static final String NO_PRODUCERS = "delete from asset_producer where dag_id = ?";
    private static final String NO_CONSUMERS = "delete from asset_consumer where dag_id = ? and asset <> all (?)";
    private static final String FORGET_NEWS = "delete from asset_queue where dag_id = ? and asset <> all (?)";
    private static final String PRODUCES = """
            insert into asset_producer (asset, dag_id, task_id)
            values (?, ?, ?)
            on conflict do nothing
            """;
    private static final String CONSUMES = """
            insert into asset_consumer (asset, dag_id)
            values (?, ?)
            on conflict do nothing
            """;

    private static final String NO_WATCHES = "delete from asset_watch where dag_id = ? and asset <> all (?)";
    /// Another sensor begins anew, but for what was there already: that starts no run once more.
    private static final String WATCHES = """
            insert into asset_watch as w (dag_id, asset, sensor, due_at)
            values (?, ?, ?, now())
            on conflict (dag_id, asset) do update
               set sensor = excluded.sensor, due_at = excluded.due_at, claim = w.claim + 1, looks = 0, reason = '',
                   failure = '', state = null
             where w.sensor <> excluded.sensor
            """;

    private AssetLinks() {}

    /// Those of the DAG's newest version. Updates of assets that it no longer works on start no run.
    static void set(Connection connection, DagSpec spec) throws SQLException {
        String dag = spec.id().value();
        Sql.update(connection, NO_PRODUCERS, dag);
        for (TaskSpec task : spec.tasks()) {
            for (AssetName asset : task.about().produces()) {
                Sql.update(connection, PRODUCES, asset.value(), dag, task.id().value());
            }
        }
        List<String> consumed = spec.schedule().consumes().map(AssetCondition::assets).stream()
                .flatMap(assets -> assets.stream())
                .map(AssetName::value)
                .toList();
        Sql.update(connection, NO_CONSUMERS, dag, Sql.texts(connection, consumed));
        Sql.update(connection, FORGET_NEWS, dag, Sql.texts(connection, consumed));
        for (String asset : consumed) {
            Sql.update(connection, CONSUMES, asset, dag);
        }
        List<Watch> watches = spec.schedule().watches();
        List<String> watched =
                watches.stream().map(watch -> watch.asset().value()).toList();
        Sql.update(connection, NO_WATCHES, dag, Sql.texts(connection, watched));
        for (Watch watch : watches) {
            String sensor = StoredText.ofJson(Json.write(watch.sensor()));
            Sql.update(connection, WATCHES, dag, watch.asset().value(), sensor);
        }
    }
}
