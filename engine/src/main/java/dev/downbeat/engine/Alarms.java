package dev.downbeat.engine;

import dev.downbeat.decider.Change;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.AlertEvent;
import dev.downbeat.model.AlertKey;
import dev.downbeat.model.Alerts;
import dev.downbeat.model.Deadline;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunType;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who is to be told of the changes of one run in one commit, and by when what began in it has to end. Of the
/// instances of a mapped task that a commit changes alike, the first one stands for all.
final class Alarms {
    private final ActiveRun run;
    // Empty for nearly every commit: made when the first one comes.
    private Map<Topic, Raised> raised = Map.of();
    private Map<Subject, JournalEntry> deadlines = Map.of();

    /// @param task null for the run itself
    private record Subject(@Nullable TaskId task, MapIndex index) {}

    private record Topic(Subject subject, AlertEvent event) {}

    private record Raised(Subject subject, int notifiers, Cause cause) {}

    Alarms(ActiveRun run) {
        this.run = run;
    }

    /// The run was asked for, now or before this process came to know of it.
    void asked(Instant queuedAt) {
        Alerts alerts = ofRun();
        Deadline deadline = alerts.deadline();
        if (deadline == null) {
            return;
        }
        switch (deadline.from()) {
            case QUEUED -> set(new Subject(null, MapIndex.NONE), alerts, queuedAt);
            case LOGICAL -> {
                // The interval of a backfill is long past.
                if (run.spec().type() != RunType.BACKFILL) {
                    set(
                            new Subject(null, MapIndex.NONE),
                            alerts,
                            run.spec().interval().logicalDate());
                }
            }
            case START -> {}
        }
    }

    void hear(Change.Run change) {
        Alerts alerts = ofRun();
        if (alerts.none() || change.from() == change.to()) {
            return;
        }
        var subject = new Subject(null, MapIndex.NONE);
        switch (change.to()) {
            case QUEUED -> {}
            case RUNNING -> measure(subject, alerts, Deadline.From.START, change.at());
            case SUCCESS -> raise(subject, AlertEvent.SUCCESS, alerts, new Cause(change.at(), 0, 0, null));
            case FAILED -> {
                Failure failure = run.state().phase().failure();
                if (!byPerson(failure)) {
                    raise(subject, AlertEvent.FAILURE, alerts, new Cause(change.at(), 0, 0, failure));
                }
            }
        }
    }

    void hear(Change.Task change) {
        TaskSpec task = run.state().graph().task(change.task());
        Alerts alerts = task.about().alerts();
        if (alerts.none()) {
            return;
        }
        var subject = new Subject(task.id(), change.index());
        if (change.now().state() == TaskState.QUEUED) {
            measure(subject, alerts, Deadline.From.QUEUED, change.at());
        } else if (change.now().state() == TaskState.RUNNING) {
            measure(subject, alerts, Deadline.From.START, change.at());
        }
        event(change)
                .ifPresent(event -> raise(
                        subject,
                        event,
                        alerts,
                        new Cause(
                                change.at(),
                                change.now().attempt(),
                                change.now().tryNumber(),
                                event == AlertEvent.FAILURE || event == AlertEvent.RETRY
                                        ? change.now().failure()
                                        : null)));
    }

    /// Nobody is told of what a rule or a branch ended without an attempt, nor of what a person did.
    private static Optional<AlertEvent> event(Change.Task change) {
        boolean begun = change.from().active()
                || change.from() == TaskState.DEFERRED
                || change.from() == TaskState.UP_FOR_RESCHEDULE;
        return switch (change.now().state()) {
            case SUCCESS -> begun ? Optional.of(AlertEvent.SUCCESS) : Optional.empty();
            case SKIPPED -> begun ? Optional.of(AlertEvent.SKIP) : Optional.empty();
            case FAILED -> byPerson(change.now().failure()) ? Optional.empty() : Optional.of(AlertEvent.FAILURE);
            case UP_FOR_RETRY -> Optional.of(AlertEvent.RETRY);
            case NONE, SCHEDULED, QUEUED, RUNNING, RESTARTING, UP_FOR_RESCHEDULE, DEFERRED, UPSTREAM_FAILED, REMOVED ->
                Optional.empty();
        };
    }

    private static boolean byPerson(@Nullable Failure failure) {
        return failure == null || failure.code() == ErrorCode.CANCELLED;
    }

    private record Cause(
            Instant at,
            int attempt,
            int tryNumber,
            @Nullable Failure failure) {}

    private void raise(Subject subject, AlertEvent event, Alerts alerts, Cause cause) {
        int notifiers = alerts.on(event).size();
        if (notifiers > 0) {
            boolean together = subject.index().mapped();
            var topic = new Topic(together ? new Subject(subject.task(), MapIndex.NONE) : subject, event);
            raised = raised.isEmpty() ? new LinkedHashMap<>() : raised;
            raised.putIfAbsent(topic, new Raised(subject, notifiers, cause));
        }
    }

    private void measure(Subject subject, Alerts alerts, Deadline.From from, Instant at) {
        Deadline deadline = alerts.deadline();
        if (deadline != null && deadline.from() == from) {
            set(subject, alerts, at);
        }
    }

    private void set(Subject subject, Alerts alerts, Instant from) {
        Deadline deadline = alerts.deadline();
        if (deadline != null) {
            deadlines = deadlines.isEmpty() ? new LinkedHashMap<>() : deadlines;
            deadlines.putIfAbsent(
                    subject,
                    new JournalEntry.DeadlineSet(
                            run.spec().id(),
                            subject.task(),
                            subject.index(),
                            run.version().id(),
                            from.plus(deadline.within()),
                            alerts.on(AlertEvent.DEADLINE).size()));
        }
    }

    private Alerts ofRun() {
        return run.state().graph().spec().policy().alerts();
    }

    /// @param occasion of the commit that they are written with
    List<JournalEntry> entries(long occasion) {
        if (raised.isEmpty() && deadlines.isEmpty()) {
            return List.of();
        }
        var entries = new ArrayList<JournalEntry>(deadlines.values());
        raised.forEach((topic, what) -> {
            for (int notifier = 0; notifier < what.notifiers(); notifier++) {
                var key = new AlertKey(
                        run.spec().id(),
                        what.subject().task(),
                        what.subject().index(),
                        occasion,
                        topic.event(),
                        notifier);
                entries.add(new JournalEntry.AlertRaised(
                        key,
                        run.version().id(),
                        what.cause().at(),
                        what.cause().attempt(),
                        what.cause().tryNumber(),
                        what.cause().failure(),
                        what.subject().index().mapped()));
            }
        });
        return entries;
    }
}
