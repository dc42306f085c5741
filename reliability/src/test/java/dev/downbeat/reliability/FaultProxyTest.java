package dev.downbeat.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.downbeat.reliability.FaultProxy.Line;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private static final int SHORT_MILLIS = 300;

    private Echo echo;
    private FaultProxy proxy;

    @BeforeEach
    void open() throws IOException {
        echo = new Echo();
        proxy = FaultProxy.to(echo.port());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void an_open_line_carries_both_ways() throws IOException {
        try (Socket socket = connect()) {
            assertThat(said(socket, 7)).isEqualTo(7);
            assertThat(said(socket, 8)).isEqualTo(8);
        }
        await().untilAsserted(() -> assertThat(proxy.connections()).isZero());
    }

    @Test
    void a_slow_line_takes_longer() throws IOException {
        try (Socket socket = connect()) {
            said(socket, 1);
            proxy.set(Line.SLOW);
            long before = System.nanoTime();

            assertThat(said(socket, 2)).isEqualTo(2);

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(75));
        }
    }

    @Test
    void a_cut_line_ends_connections_and_lets_none_through_until_it_is_open_again() throws IOException {
        try (Socket socket = connect()) {
            said(socket, 1);
            proxy.set(Line.CUT);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        try (Socket socket = connect()) {
            assertThatThrownBy(() -> {
                        if (said(socket, 2) < 0) {
                            throw new IOException("the end");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        proxy.set(Line.OPEN);
        try (Socket socket = connect()) {
            assertThat(said(socket, 3)).isEqualTo(3);
        }
    }

    @Test
    void a_silent_line_swallows_and_tells_nobody_and_old_connections_stay_silent() throws IOException {
        try (Socket old = connect()) {
            said(old, 1);
            proxy.set(Line.SILENT);
            assertThatThrownBy(() -> said(old, 2)).isInstanceOf(SocketTimeoutException.class);
            try (Socket during = connect()) {
                assertThatThrownBy(() -> said(during, 3)).isInstanceOf(SocketTimeoutException.class);
            }

            proxy.set(Line.OPEN);

            assertThatThrownBy(() -> said(old, 4)).isInstanceOf(SocketTimeoutException.class);
            try (Socket fresh = connect()) {
                assertThat(said(fresh, 5)).isEqualTo(5);
            }
        }
    }

    @Test
    void the_other_end_hears_of_a_close_on_a_silent_line_only_when_the_line_is_open_again() throws IOException {
        try (Socket socket = connect()) {
            said(socket, 1);
            proxy.set(Line.SILENT);
        }
        assertThat(echo.open()).isEqualTo(1);

        await().during(Duration.ofMillis(SHORT_MILLIS)).until(() -> echo.open() == 1);
        proxy.set(Line.OPEN);

        await().untilAsserted(() -> assertThat(echo.open()).isZero());
    }

    @Test
    void a_database_that_moved_is_found_by_new_connections() throws IOException {
        echo.close();
        echo = new Echo();
        proxy.leadTo(echo.port());

        try (Socket socket = connect()) {
            assertThat(said(socket, 6)).isEqualTo(6);
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(SHORT_MILLIS);
        return socket;
    }

    private static int said(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read();
    }

    /// Sends back what it gets.
    private static final class Echo implements AutoCloseable {
        private final ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

        Echo() throws IOException {
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        Socket socket = door.accept();
                        sockets.add(socket);
                        Thread.ofVirtual().start(() -> serve(socket));
                    }
                } catch (IOException _) {
                    // closed
                }
            });
        }

        int port() {
            return door.getLocalPort();
        }

        int open() {
            return sockets.size();
        }

        private void serve(Socket socket) {
            try (socket) {
                socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException _) {
                // the other end is gone
            } finally {
                sockets.remove(socket);
            }
        }

        @Override
        public void close() throws IOException {
            door.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
