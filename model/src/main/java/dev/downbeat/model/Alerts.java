package dev.downbeat.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who is told of what becomes of a run or a task.
///
/// @param notifiers the operators that are called, by event, in the author's order
/// @param deadline  null for none
public record Alerts(
        Map<AlertEvent, List<OperatorCall>> notifiers,
        @Nullable Deadline deadline) {
    public static final Alerts NONE = new Alerts(Map.of(), null);

    // Written out: javac drops type annotations from the parameters of a compact constructor.
    public Alerts(Map<AlertEvent, List<OperatorCall>> notifiers, @Nullable Deadline deadline) {
        var copy = new EnumMap<AlertEvent, List<OperatorCall>>(AlertEvent.class);
        notifiers.forEach((event, calls) -> {
            if (!calls.isEmpty()) {
                copy.put(event, List.copyOf(calls));
            }
        });
        this.notifiers = Collections.unmodifiableMap(copy);
        this.deadline = deadline;
    }

    /// As stored before there were alerts: there are none.
    static Alerts orNone(@Nullable Alerts alerts) {
        return alerts == null ? NONE : alerts;
    }

    public boolean none() {
        return notifiers.isEmpty() && deadline == null;
    }

    public List<OperatorCall> on(AlertEvent event) {
        return notifiers.getOrDefault(event, List.of());
    }

    /// With these notifiers in place of those for the event.
    public Alerts with(AlertEvent event, List<OperatorCall> calls) {
        var changed = new EnumMap<AlertEvent, List<OperatorCall>>(AlertEvent.class);
        changed.putAll(notifiers);
        changed.put(event, calls);
        return new Alerts(changed, deadline);
    }

    /// With one more notifier for the event.
    public Alerts and(AlertEvent event, OperatorCall call) {
        var calls = new ArrayList<>(on(event));
        calls.add(call);
        return with(event, calls);
    }

    public Alerts withDeadline(@Nullable Deadline changed) {
        return new Alerts(notifiers, changed);
    }
}
