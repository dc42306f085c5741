package dev.downbeat.cli;

import dev.downbeat.api.BackfillViews.BackfillItem;
import dev.downbeat.api.BackfillViews.BackfillRequest;
import dev.downbeat.api.BackfillViews.BackfillView;
import dev.downbeat.api.BackfillsApi;
import dev.downbeat.api.Views.Page;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// One backfill in memory: of three days, the second of which has a run.
final class FakeBackfills implements BackfillsApi {
    private static final Instant FROM = Instant.parse("2024-05-01T03:00:00Z");
    private static final Instant NOW = Instant.parse("2024-05-04T03:00:00Z");

    private final List<BackfillView> made = new ArrayList<>();

    @Override
    public List<BackfillItem> plan(String dagId, BackfillRequest request) {
        return List.of(item(1, "waiting", ""), item(2, "left_out", "run 7: success"), item(3, "waiting", ""));
    }

    @Override
    public BackfillView create(String dagId, BackfillRequest request) {
        made.add(new BackfillView(
                1,
                dagId,
                3,
                "running",
                FROM,
                FROM.plus(Duration.ofDays(2)),
                Objects.requireNonNullElse(request.backwards(), false),
                Objects.requireNonNullElse(request.rerun(), "none"),
                Objects.requireNonNullElse(request.concurrency(), 4),
                NOW,
                null,
                new TreeMap<>(Map.of("waiting", 2, "left_out", 1))));
        return backfill(1);
    }

    @Override
    public Page<BackfillView> list(Optional<String> dag, Optional<String> cursor, int limit) {
        return new Page<>(made, null);
    }

    @Override
    public BackfillView backfill(long id) {
        return made.stream()
                .filter(one -> one.id() == id)
                .findFirst()
                .orElseThrow(() -> new DownbeatException(ErrorCode.NOT_FOUND, "there is no backfill " + id));
    }

    @Override
    public Page<BackfillItem> items(long id, Optional<String> cursor, int limit) {
        BackfillView backfill = backfill(id);
        return new Page<>(plan(backfill.dag(), request()), null);
    }

    private static BackfillRequest request() {
        return new BackfillRequest("2024-05-01", "2024-05-03", null, null, null, null);
    }

    @Override
    public BackfillView pause(long id, boolean paused) {
        return backfill(id);
    }

    @Override
    public BackfillView cancel(long id) {
        return backfill(id);
    }

    private static BackfillItem item(int position, String state, String note) {
        Instant start = FROM.plus(Duration.ofDays(position - 1));
        return new BackfillItem(position, start, start, start.plus(Duration.ofDays(1)), state, null, note);
    }
}
