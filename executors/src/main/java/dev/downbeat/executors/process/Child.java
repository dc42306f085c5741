package dev.downbeat.executors.process;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Listener;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.artifacts.ScratchStore;
import dev.downbeat.executors.attempt.AttemptRunner;
import dev.downbeat.executors.attempt.AttemptTools;
import dev.downbeat.executors.attempt.Ended;
import dev.downbeat.executors.attempt.RunningAttempt;
import dev.downbeat.executors.wire.Asking;
import dev.downbeat.executors.wire.Ending;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.TaskSpec;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/// The main class of a child JVM: executes the one attempt that its parent sends over the socket named by the
/// argument.
public final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
        Wire wire = new Wire(SocketChannel.open(UnixDomainSocketAddress.of(args[0])));
        Optional<Frame> first = wire.read();
        if (first.orElse(null) instanceof Frame.Work work) {
            var post = new ChildPost(wire);
            Runtime.getRuntime().addShutdownHook(new Thread(post::exiting, "exiting"));
            run(post, work, () -> System.exit(0));
        }
    }

    /// @param exit called when the end of the attempt has been reported
    static void run(ChildPost post, Frame.Work work, Runnable exit) {
        AttemptRunner runner = new AttemptRunner(tools(work.places(), post));
        RunningAttempt attempt =
                runner.prepare(unwatched(work.order().on(work.version().version())), new Reporter(post, exit));
        // No virtual thread: those that wait on a socket leave a thread of the JVM in native code for good, which
        // makes the JVM linger for 300 ms when it is to exit.
        Thread.ofPlatform().daemon().name("from-parent").start(() -> post.listen(attempt::stop));
        attempt.run();
    }

    /// The parent, which has the log, watches for signs of life.
    private static Order unwatched(Order order) {
        TaskSpec task = order.task();
        return new Order(
                order.attempt(),
                order.tryNumber(),
                order.run(),
                order.version(),
                task.withPolicy(task.policy().withHeartbeat(Duration.ZERO)),
                order.item(),
                order.waiting());
    }

    private static AttemptTools tools(Frame.Places places, ChildPost post) {
        ChildToolbox toolbox = ServiceLoader.load(ChildToolbox.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + ChildToolbox.class.getName() + " is installed"));
        var files = new AttemptTools.Files(
                (attempt, masking) -> new ChildLog(post),
                new ArtifactStore(Path.of(places.home())),
                ScratchStore.within(Path.of(places.scratch())));
        var asking = new Asking(post::ask);
        return new AttemptTools(toolbox.operators(), toolbox.code(), asking, asking, files, places.limits(), asking);
    }

    /// Reports the end and ends the JVM, also when the task left threads behind or its own is stuck.
    private record Reporter(ChildPost post, Runnable exit) implements Listener {
        @Override
        public void started(AttemptId attempt) {}

        @Override
        public void ended(AttemptId attempt, Outcome outcome, Map<String, String> xcoms) {
            System.out.flush();
            System.err.flush();
            post.last(new Frame.End(Ending.of(new Ended(outcome, xcoms))));
            exit.run();
        }
    }
}
