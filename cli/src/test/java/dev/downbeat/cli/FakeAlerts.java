package dev.downbeat.cli;

import dev.downbeat.api.AlertViews.AlertQuery;
import dev.downbeat.api.AlertViews.AlertView;
import dev.downbeat.api.AlertViews.MissedDeadline;
import dev.downbeat.api.AlertsApi;
import dev.downbeat.api.Views.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Two alerts, one of which could not be sent, and a deadline that was missed.
final class FakeAlerts implements AlertsApi {
    private static final Instant AT = Instant.parse("2024-05-01T06:00:00Z");
    private String state = "failed";

    @Override
    public Page<AlertView> list(AlertQuery query) {
        return new Page<>(
                List.of(given(), new AlertView(1, 7, "churn", "", -1, "failure", "email", "sent", 1, AT, AT, AT, ""))
                        .stream()
                        .filter(alert ->
                                query.state().isEmpty() || query.state().get().equals(alert.state()))
                        .toList(),
                null);
    }

    private AlertView given() {
        return new AlertView(
                2,
                7,
                "churn",
                "train",
                3,
                "retry",
                "slack",
                state,
                10,
                AT,
                AT,
                AT,
                "Slack at hooks.slack.com: status 404");
    }

    @Override
    public AlertView alert(long id) {
        return given();
    }

    @Override
    public AlertView retry(long id) {
        state = "pending";
        return given();
    }

    @Override
    public List<MissedDeadline> missed(Optional<String> dag, Optional<Long> run, int limit) {
        return run.filter(id -> id != 12).isPresent()
                ? List.of()
                : List.of(
                        new MissedDeadline(12, "churn", "train", 3, AT, AT.plusSeconds(2)),
                        new MissedDeadline(12, "churn", "", -1, AT, AT.plusSeconds(2)));
    }
}
