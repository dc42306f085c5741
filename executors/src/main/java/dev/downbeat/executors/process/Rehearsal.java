package dev.downbeat.executors.process;

import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.attempt.AttemptTools;
import dev.downbeat.executors.wire.Answers;
import dev.downbeat.executors.wire.WorkOrder;
import dev.downbeat.executors.wire.WorkVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A child's life within this process, for the JVM to note the classes of one when it makes its start-up cache.
public final class Rehearsal {
    private Rehearsal() {}

    /// Executes one attempt as a child would, and speaks with it as its parent would.
    ///
    /// @param folder for the socket and for what the attempt writes
    public static void play(AttemptTools tools, Order order, Path folder) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            Thread.ofPlatform().daemon().name("rehearsed-child").start(() -> live(address));
            try (var child = new Wire(server.accept())) {
                child.write(new Frame.Work(
                        WorkOrder.of(order),
                        WorkVersion.of(order.version()),
                        new Frame.Places(folder.toString(), folder.toString(), tools.limits())));
                answer(child, new Answers(tools, order.run().id()));
            }
        } finally {
            Files.deleteIfExists(address.getPath());
        }
    }

    private static void answer(Wire child, Answers answers) throws IOException {
        for (Optional<Frame> frame = child.read(); frame.isPresent(); frame = child.read()) {
            if (frame.get() instanceof Frame.Ask ask) {
                child.write(new Frame.Answer(ask.id(), answers.to(ask.question())));
            } else if (frame.get() instanceof Frame.End) {
                return;
            }
        }
    }

    private static void live(UnixDomainSocketAddress parent) {
        try {
            var wire = new Wire(SocketChannel.open(parent));
            if (wire.read().orElse(null) instanceof Frame.Work work) {
                Child.run(new ChildPost(wire), work, () -> {});
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
