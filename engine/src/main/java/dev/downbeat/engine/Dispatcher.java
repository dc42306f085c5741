package dev.downbeat.engine;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hands attempts to executors and answers for the loop.
final class Dispatcher implements RunLoop.Outside {
    private final SchedulerPorts ports;
    private final Consumer<Message> inbox;
    private final Executor.Listener listener;
    private final UnderWay underWay = new UnderWay();

    Dispatcher(SchedulerPorts ports, Consumer<Message> inbox) {
        this.ports = ports;
        this.inbox = inbox;
        this.listener = new Executor.Listener() {
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

    @Override
    public void execute(ActiveRun run, AttemptId attempt, int tryNumber, @Nullable Object item) {
        var task = run.state().graph().spec().task(attempt.key().task());
        Executor executor = executor(task.placement().executor());
        if (executor == null) {
            String message = "no executor is called '%s'; there are %s"
                    .formatted(
                            task.placement().executor(),
                            ports.executors().stream().map(Executor::name).toList());
            listener.ended(attempt, new Outcome.Failed(Failure.of(ErrorCode.BAD_DAG, message), false), Map.of());
        } else {
            var order = new Executor.Order(attempt, tryNumber, run.spec(), run.version(), task, item);
            underWay.begin(attempt, () -> executor.submit(order, listener));
        }
    }

    @Override
    public void stop(ActiveRun run, AttemptId attempt) {
        if (underWay.drop(attempt)) {
            var stopped = Failure.of(ErrorCode.CANCELLED, "stopped before it began");
            listener.ended(attempt, new Outcome.Failed(stopped, false), Map.of());
        } else {
            ports.executors().forEach(executor -> executor.cancel(attempt));
        }
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

    private @Nullable Executor executor(String name) {
        for (Executor executor : ports.executors()) {
            if (executor.name().equals(name)) {
                return executor;
            }
        }
        return null;
    }
}
