package dev.downbeat.client;

import dev.downbeat.api.BackfillViews.BackfillItem;
import dev.downbeat.api.BackfillViews.BackfillRequest;
import dev.downbeat.api.BackfillViews.BackfillView;
import dev.downbeat.api.BackfillsApi;
import dev.downbeat.api.Views.Page;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [BackfillsApi] over HTTP.
final class HttpBackfills implements BackfillsApi {
    private final Exchange exchange;

    HttpBackfills(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public List<BackfillItem> plan(String dagId, BackfillRequest request) {
        String answer = exchange.send("POST", Path.of("dags", dagId, "backfills", "plan"), body(request), Map.of());
        return List.of(exchange.read(answer, BackfillItem[].class));
    }

    @Override
    public BackfillView create(String dagId, BackfillRequest request) {
        return view(exchange.send("POST", Path.of("dags", dagId, "backfills"), body(request), Map.of()));
    }

    private static Map<String, @Nullable Object> body(BackfillRequest request) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("from", request.from());
        body.put("to", request.to());
        body.put("backwards", request.backwards());
        body.put("rerun", request.rerun());
        body.put("concurrency", request.concurrency());
        body.put("params", request.params());
        return body;
    }

    @Override
    public Page<BackfillView> list(Optional<String> dag, Optional<String> cursor, int limit) {
        Path path =
                Path.of("backfills").query("dag", dag).query("cursor", cursor).query("limit", limit);
        return exchange.page(path, BackfillView[].class);
    }

    @Override
    public BackfillView backfill(long id) {
        return exchange.get(Path.of("backfills", id), BackfillView.class);
    }

    @Override
    public Page<BackfillItem> items(long id, Optional<String> cursor, int limit) {
        Path path =
                Path.of("backfills", id, "intervals").query("cursor", cursor).query("limit", limit);
        return exchange.page(path, BackfillItem[].class);
    }

    @Override
    public BackfillView pause(long id, boolean paused) {
        return asked(id, paused ? "pause" : "resume");
    }

    @Override
    public BackfillView cancel(long id) {
        return asked(id, "cancel");
    }

    private BackfillView asked(long id, String what) {
        return view(exchange.send("POST", Path.of("backfills", id, what), Map.of(), Map.of()));
    }

    private BackfillView view(String answer) {
        return exchange.read(answer, BackfillView.class);
    }
}
