package dev.downbeat.executors.process;

import dev.downbeat.executors.attempt.StopReason;
import dev.downbeat.executors.wire.Question;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The child's side of the wire. A thread of its own writes, because the task's threads get interrupted.
final class ChildPost {
    private static final int ROOM = 1_024;
    private static final int LOST_PARENT = 70;

    private final Wire wire;
    private final BlockingQueue<Frame> outgoing = new ArrayBlockingQueue<>(ROOM);
    private final Map<Long, CompletableFuture<Frame.Answer>> questions = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);

    ChildPost(Wire wire) {
        this.wire = wire;
        Thread.ofPlatform().daemon().name("to-parent").start(this::write);
    }

    private void write() {
        try {
            Frame frame;
            do {
                frame = outgoing.take();
                wire.write(frame);
            } while (!(frame instanceof Frame.End) && !(frame instanceof Frame.Exit));
        } catch (IOException | InterruptedException e) {
            Runtime.getRuntime().halt(LOST_PARENT); // nobody is left to work for
        } finally {
            done.countDown();
        }
    }

    void send(Frame frame) {
        boolean interrupted = Thread.interrupted();
        boolean sent = false;
        while (!sent) {
            try {
                outgoing.put(frame);
                sent = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Sends the end, and returns when it is on its way; then nobody listens to the parent any more.
    void last(Frame frame) {
        if (ending.compareAndSet(false, true)) {
            send(frame);
        }
        awaitWritten();
        wire.stopReading();
    }

    /// When the JVM shuts down before the end.
    void exiting() {
        last(new Frame.Exit());
    }

    private void awaitWritten() {
        try {
            boolean ignored = done.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Takes what the parent says, until it is gone; then the child ends.
    void listen(Consumer<StopReason> stop) {
        try {
            for (Optional<Frame> frame = wire.read(); frame.isPresent(); frame = wire.read()) {
                switch (frame.get()) {
                    case Frame.Answer answer -> answered(answer);
                    case Frame.Stop order -> stop.accept(order.reason());
                    case Frame.Work work -> throw new IOException("a child takes one order only");
                    case Frame.Ask ask -> throw new IOException("a parent asks nothing");
                    case Frame.Log log -> throw new IOException("a parent logs nothing here");
                    case Frame.End end -> throw new IOException("a parent does not end");
                    case Frame.Exit exit -> throw new IOException("a parent does not exit here");
                }
            }
        } catch (IOException e) {
            System.err.println("lost the connection to the parent process: " + e);
        }
        if (!ending.get()) {
            Runtime.getRuntime().halt(LOST_PARENT);
        }
    }

    private void answered(Frame.Answer answer) {
        CompletableFuture<Frame.Answer> question = questions.remove(answer.id());
        if (question != null) {
            boolean ignored = question.complete(answer);
        }
    }

    /// @return the answer's JSON; null for none
    /// @throws DownbeatException what the parent's look-up threw
    @Nullable
    String ask(Question what) {
        long id = ids.incrementAndGet();
        var question = new CompletableFuture<Frame.Answer>();
        questions.put(id, question);
        send(new Frame.Ask(id, what));
        try {
            return question.get().reply().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DownbeatException(ErrorCode.CANCELLED, "interrupted while looking something up", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("answers do not fail", e);
        }
    }
}
