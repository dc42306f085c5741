package dev.downbeat.engine;

import dev.downbeat.decider.Change;
import dev.downbeat.model.TaskId;
import java.time.Instant;

/// Writes what happened to a run as a JSON array. By hand because it is on the path of every hop and the form
/// is flat.
final class HistoryText {
    private final StringBuilder text = new StringBuilder("[");
    private final InstantText times;
    private Instant lastAt = Instant.EPOCH;

    HistoryText(InstantText times) {
        this.times = times;
    }

    void add(Change.Task change, TaskId task) {
        begin(change.at());
        field("task", task.value());
        text.append(",\"index\":").append(change.index().value());
        text.append(",\"attempt\":").append(change.now().attempt());
        field("from", change.from().word());
        field("to", change.now().state().word());
        end(change.note());
    }

    void add(Change.Run change) {
        begin(change.at());
        field("from", change.from().word());
        field("to", change.to().word());
        end(change.note());
    }

    void addCreated(Instant at) {
        begin(at);
        field("to", "queued");
        end("");
    }

    boolean isEmpty() {
        return text.length() == 1;
    }

    /// When the last thing written happened.
    Instant lastAt() {
        return lastAt;
    }

    String json() {
        return text + "]";
    }

    private void begin(Instant at) {
        lastAt = at;
        text.append(isEmpty() ? "" : ",")
                .append("{\"at\":\"")
                .append(times.of(at))
                .append('"');
    }

    private void end(String note) {
        if (!note.isEmpty()) {
            field("note", note);
        }
        text.append('}');
    }

    private void field(String name, String value) {
        text.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append("\\u%04x".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
