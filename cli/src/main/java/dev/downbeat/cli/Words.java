package dev.downbeat.cli;

import dev.downbeat.api.Views.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Values as people read them.
final class Words {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private Words() {}

    /// `2024-05-01 06:00:00`; `-` when there is none.
    static String moment(@Nullable Instant moment, ZoneId zone) {
        return moment == null ? "-" : MOMENT.format(moment.atZone(zone));
    }

    /// `06:00:00.123`
    static String time(Instant moment, ZoneId zone) {
        return TIME.format(moment.atZone(zone));
    }

    /// `0.04s`, `1.2s`, `2m 03s`, `1h 02m`, `3d 04h`
    static String duration(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        long seconds = millis / 1000;
        if (millis < 1000) {
            return String.format(Locale.ROOT, "%.2fs", millis / 1000.0);
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1fs", Math.floor(millis / 100.0) / 10);
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%dm %02ds", seconds / 60, seconds % 60);
        }
        if (seconds < 86_400) {
            return String.format(Locale.ROOT, "%dh %02dm", seconds / 3600, seconds / 60 % 60);
        }
        return String.format(Locale.ROOT, "%dd %02dh", seconds / 86_400, seconds / 3600 % 24);
    }

    /// From start to end, or to now when it still goes on; `-` before the start.
    static String between(@Nullable Instant start, @Nullable Instant end, Instant now) {
        return start == null ? "-" : duration(Duration.between(start, end == null ? now : end));
    }

    static String count(long count, String one) {
        return String.format(Locale.ROOT, "%,d %s%s", count, one, count == 1 ? "" : "s");
    }

    /// `8 success, 1 skipped`
    static String counts(Map<String, Integer> counts) {
        var text = new StringJoiner(", ");
        counts.forEach((state, count) -> {
            if (count > 0) {
                text.add(String.format(Locale.ROOT, "%,d %s", count, state));
            }
        });
        return text.toString();
    }

    /// `train`, `train[3]`
    static String task(String task, int mapIndex) {
        return mapIndex < 0 ? task : task + "[" + mapIndex + "]";
    }

    /// `train[3]`, `train[3] Finland`
    static String task(TaskView view) {
        String task = task(view.task(), view.mapIndex());
        return view.mapName() == null ? task : task + " " + view.mapName();
    }

    static String firstLine(@Nullable String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
