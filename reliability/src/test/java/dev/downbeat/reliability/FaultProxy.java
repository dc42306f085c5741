package dev.downbeat.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Stands between a server and its database, and breaks what goes through.
final class FaultProxy implements AutoCloseable {
    private static final Duration DELAY = Duration.ofMillis(40);
    private static final int CONNECT_MILLIS = 2_000;
    private static final int BACKLOG = 100;

    /// What the line is like.
    enum Line {
        OPEN,
        /// Each piece takes a while longer.
        SLOW,
        /// Connections are closed and none can be made.
        CUT,
        /// Half open: what is sent vanishes, and neither side is told. Connections that went silent stay so after
        /// the line is open again, as behind a firewall that has forgotten them.
        SILENT
    }

    private final ServerSocket door;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile int target;
    private volatile Line line = Line.OPEN;

    private FaultProxy(ServerSocket door, int target) {
        this.door = door;
        this.target = target;
    }

    /// @param target the port that connections lead to
    static FaultProxy to(int target) throws IOException {
        var proxy = new FaultProxy(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), target);
        Thread.ofVirtual().name("proxy").start(proxy::accept);
        return proxy;
    }

    int port() {
        return door.getLocalPort();
    }

    /// New connections lead there.
    void leadTo(int port) {
        target = port;
    }

    void set(Line wanted) {
        line = wanted;
        switch (wanted) {
            case OPEN, SLOW -> pairs.stream().filter(Pair::abandoned).forEach(this::drop);
            case CUT -> pairs.forEach(this::drop);
            case SILENT -> pairs.forEach(pair -> pair.silent = true);
        }
    }

    int connections() {
        return pairs.size();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        door.close();
        pairs.forEach(this::drop);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Thread.ofVirtual().name("proxy-connect").start(() -> connect(client));
            } catch (IOException e) {
                if (!door.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket client) {
        var pair = new Pair(client, new Socket());
        pairs.add(pair);
        try {
            if (line == Line.CUT) {
                throw new IOException("the line is cut");
            }
            pair.database.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
            client.setTcpNoDelay(true);
            pair.database.setTcpNoDelay(true);
        } catch (IOException e) {
            drop(pair);
            return;
        }
        // the line may have changed meanwhile
        pair.silent |= line == Line.SILENT;
        if (line == Line.CUT) {
            drop(pair);
        }
        Thread.ofVirtual().name("proxy-out").start(() -> pump(pair, client, pair.database));
        Thread.ofVirtual().name("proxy-in").start(() -> pump(pair, pair.database, client));
    }

    private void pump(Pair pair, Socket from, Socket to) {
        var piece = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
                if (line == Line.SLOW && closed.await(DELAY.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
                if (!pair.silent) {
                    out.write(piece, 0, size);
                }
            }
        } catch (IOException _) {
            // one of the two is gone; the other one hears of it below
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (pair.silent && line == Line.SILENT) {
            close(from); // and the other one is not told
        } else {
            drop(pair);
        }
    }

    private void drop(Pair pair) {
        pairs.remove(pair);
        close(pair.client);
        close(pair.database);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Both ends of a connection.
    private static final class Pair {
        private final Socket client;
        private final Socket database;
        private volatile boolean silent;

        Pair(Socket client, Socket database) {
            this.client = client;
            this.database = database;
        }

        /// Whether one end went away while nobody could be told.
        boolean abandoned() {
            return silent && (client.isClosed() || database.isClosed());
        }
    }
}
