package dev.downbeat.operators;

import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.TaskResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// An operator at work on a virtual thread, as the local executor runs it.
public final class RunningTask {
    private final FakeTaskContext context;
    private final CompletableFuture<TaskResult> result = new CompletableFuture<>();
    private final Thread thread;

    private <C extends Record> RunningTask(Operator<C> operator, C config, FakeTaskContext context) {
        this.context = context;
        this.thread = Thread.ofVirtual().start(() -> {
            try {
                result.complete(operator.run(config, context));
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        });
    }

    public static <C extends Record> RunningTask start(Operator<C> operator, C config, FakeTaskContext context) {
        return new RunningTask(operator, config, context);
    }

    /// As an executor does it: the hooks run and the thread is interrupted.
    public void cancel() {
        context.cancel();
        thread.interrupt();
    }

    /// Waits a minute at most.
    public TaskResult result() throws InterruptedException, ExecutionException, TimeoutException {
        return result.get(60, TimeUnit.SECONDS);
    }

    /// What it failed with.
    public Throwable failure() throws InterruptedException, TimeoutException {
        try {
            throw new AssertionError("did not fail: " + result());
        } catch (ExecutionException e) {
            return e.getCause() == null ? e : e.getCause();
        }
    }
}
