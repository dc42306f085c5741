package dev.downbeat.engine;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands attempts to executors and answers for the loop.
final class Dispatcher implements Outside {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Outcome STOPPED =
            new Outcome.Failed(Failure.of(ErrorCode.CANCELLED, "stopped before it began"), false);

    private final SchedulerPorts ports;
    private final Consumer<Message> inbox;
    private final UnderWay underWay = new UnderWay();
    private final Runnable needSlots;
    private final Executor.Listener attempts;

    Dispatcher(SchedulerPorts ports, Consumer<Message> inbox, Runnable needSlots) {
        this.ports = ports;
        this.inbox = inbox;
        this.needSlots = needSlots;
        this.attempts = new Executor.Listener() {
            @Override
            public void started(AttemptId attempt) {
                inbox.accept(new Message.AttemptStarted(attempt));
            }

            @Override
            public void ended(AttemptId attempt, Outcome outcome, Map<String, String> xcoms) {
                inbox.accept(new Message.AttemptEnded(attempt, outcome, xcoms));
                underWay.ended(attempt);
            }
        };
    }

    /// Tells of the next look or execution of an attempt that has waited. Nothing hangs on the start of a look
    /// beside the slots.
    private final class LookListener implements Executor.Listener {
        private final Turn turn;

        LookListener(Turn turn) {
            this.turn = turn;
        }

        @Override
        public void started(AttemptId attempt) {
            if (!turn.beside()) {
                inbox.accept(new Message.AttemptStarted(attempt));
            }
        }

        @Override
        public void ended(AttemptId attempt, Outcome outcome, Map<String, String> xcoms) {
            inbox.accept(turn.ended(outcome, xcoms));
            underWay.ended(attempt);
        }
    }

    @Override
    public void execute(ActiveRun run, Turn turn, @Nullable Object item) {
        AttemptId attempt = turn.attempt();
        Executor.Listener listener = turn.look() > 0 ? new LookListener(turn) : attempts;
        var task = run.task(attempt);
        Executor executor = executor(task.placement().executor());
        if (executor == null) {
            String message = "no executor is called '%s'; there are %s"
                    .formatted(
                            task.placement().executor(),
                            ports.executors().stream().map(Executor::name).toList());
            listener.ended(attempt, new Outcome.Failed(Failure.of(ErrorCode.BAD_DAG, message), false), Map.of());
        } else {
            var order = new Executor.Order(
                    attempt, turn.tryNumber(), run.spec(), run.version(), task, item, turn.waiting());
            underWay.begin(attempt, () -> executor.submit(order, listener), () -> inbox.accept(turn.ended(STOPPED)));
        }
    }

    @Override
    public void stop(ActiveRun run, AttemptId attempt) {
        if (!underWay.drop(attempt)) {
            ports.executors().forEach(executor -> executor.cancel(attempt));
        }
    }

    @Override
    public void leave(ActiveRun run, AttemptId attempt) {
        Executor outliving = outliving(run, attempt);
        if (outliving == null) {
            stop(run, attempt);
        } else {
            underWay.letGo(attempt);
            outliving.letGo(attempt);
        }
    }

    @Override
    public void settled(ActiveRun run, AttemptId attempt, int look) {
        Executor outliving = outliving(run, attempt);
        if (outliving != null) {
            outliving.settled(attempt, look);
        }
    }

    @Override
    public Set<String> outliving() {
        return ports.executors().stream()
                .filter(Executor::outlives)
                .map(Executor::name)
                .collect(Collectors.toSet());
    }

    private @Nullable Executor outliving(ActiveRun run, AttemptId attempt) {
        var task = run.task(attempt);
        Executor its = executor(task.placement().executor());
        return its != null && its.outlives() ? its : null;
    }

    @Override
    public void expand(ActiveRun run, int task) {
        var spec = run.state().graph().task(task);
        Thread.ofVirtual().name("expand-" + run.spec().id() + "-" + spec.id()).start(() -> {
            try {
                var found = ports.expander().items(run.spec(), run.version(), spec);
                inbox.accept(new Message.Items(run.spec().id(), task, found.items(), found.names()));
            } catch (RuntimeException e) {
                String message = e.getMessage() == null ? e.toString() : e.getMessage();
                inbox.accept(new Message.NoItems(run.spec().id(), task, Failure.of(ErrorCode.TASK_FAILED, message)));
            }
        });
    }

    @Override
    public void lookBack(ActiveRun run) {
        Thread.ofVirtual().name("look-back-" + run.spec().id()).start(() -> {
            try {
                Message.Past before = ports.runLog()
                        .before(run.spec().id())
                        .map(found -> new Message.Past(
                                found, ports.runLog().version(found.spec().version())))
                        .orElse(null);
                inbox.accept(new Message.Before(run.spec().id(), before));
            } catch (DownbeatException e) {
                LOG.warn(
                        "The run before run {} cannot be read ({}); trying again",
                        run.spec().id(),
                        e.text());
            }
        });
    }

    @Override
    public void needSlots() {
        needSlots.run();
    }

    private @Nullable Executor executor(String name) {
        for (Executor executor : ports.executors()) {
            if (executor.name().equals(name)) {
                return executor;
            }
        }
        return null;
    }
}
