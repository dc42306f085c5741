package dev.downbeat.executors.process;

import dev.downbeat.sdk.json.Json;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Frames over a socket: four bytes of length, then JSON. One thread reads; any may write, but none that can be
/// interrupted, since an interrupt closes the channel.
final class Wire implements AutoCloseable {
    private static final int MAX_FRAME = 512 << 20;

    private final SocketChannel channel;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final ReentrantLock writing = new ReentrantLock();

    Wire(SocketChannel channel) {
        this.channel = channel;
        this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
        this.out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
    }

    void write(Frame frame) throws IOException {
        byte[] bytes =
                Json.MAPPER.writerFor(Frame.class).writeValueAsString(frame).getBytes(StandardCharsets.UTF_8);
        writing.lock();
        try {
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    /// @return empty when the other side is gone
    Optional<Frame> read() throws IOException {
        int length;
        try {
            length = in.readInt();
        } catch (EOFException e) {
            return Optional.empty();
        }
        if (length < 0 || length > MAX_FRAME) {
            throw new IOException("a frame cannot have " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return Optional.of(Json.read(new String(bytes, StandardCharsets.UTF_8), Frame.class));
    }

    /// A reader that waits comes back as if the other side were gone.
    void stopReading() {
        try {
            SocketChannel ignored = channel.shutdownInput();
        } catch (IOException e) {
            System.getLogger(Wire.class.getName()).log(System.Logger.Level.DEBUG, "nothing to stop", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
