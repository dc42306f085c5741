package dev.downbeat.executors.process;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Listener;
import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.artifacts.ScratchStore;
import dev.downbeat.executors.attempt.AttemptRunner;
import dev.downbeat.executors.attempt.AttemptTools;
import dev.downbeat.executors.attempt.Ended;
import dev.downbeat.executors.attempt.RunningAttempt;
import dev.downbeat.model.AttemptId;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
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
            run(wire, work.order());
        }
    }

    private static void run(Wire wire, WorkOrder work) {
        var post = new ChildPost(wire);
        AttemptRunner runner = new AttemptRunner(tools(work.places(), post));
        RunningAttempt attempt = runner.prepare(work.order(), new Reporter(post));
        Runtime.getRuntime().addShutdownHook(new Thread(post::exiting, "exiting"));
        Thread.ofVirtual().name("from-parent").start(() -> post.listen(attempt::stop));
        attempt.run();
    }

    private static AttemptTools tools(WorkOrder.Places places, ChildPost post) {
        ChildToolbox toolbox = ServiceLoader.load(ChildToolbox.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + ChildToolbox.class.getName() + " is installed"));
        var files = new AttemptTools.Files(
                (attempt, masking) -> new ChildLog(post),
                new ArtifactStore(Path.of(places.home())),
                ScratchStore.within(Path.of(places.scratch())));
        var asking = new AskingParent(post);
        return new AttemptTools(toolbox.operators(), toolbox.code(), asking, asking, files, places.limits());
    }

    /// Reports the end and ends the JVM, also when the task left threads behind or its own is stuck.
    private record Reporter(ChildPost post) implements Listener {
        @Override
        public void started(AttemptId attempt) {}

        @Override
        public void ended(AttemptId attempt, Outcome outcome, Map<String, String> xcoms) {
            System.out.flush();
            System.err.flush();
            post.last(Frame.End.of(new Ended(outcome, xcoms)));
            System.exit(0);
        }
    }
}
