package dev.downbeat.operators.email;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A small SMTP server on the loopback address that keeps what it is sent.
final class SmtpReceiver implements AutoCloseable {
    /// @param commands what the client said before the data
    record Received(List<String> commands, String data) {}

    private final ServerSocket socket;
    private final Thread accepting;
    private final Map<String, String> replies = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    SmtpReceiver() throws IOException {
        socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        accepting = Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /// Answers commands that begin with `command` in this way instead of accepting them.
    void reply(String command, String reply) {
        replies.put(command, reply);
    }

    List<Received> received() {
        return received;
    }

    /// Nobody is served after this. (The socket itself is open until the thread that accepts has left it, so that one
    /// more client could come in.)
    @Override
    public void close() throws IOException {
        socket.close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                Thread.startVirtualThread(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed: the test is over.
            return;
        }
    }

    private void serve(Socket client) {
        try (client;
                var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                Writer out = new java.io.OutputStreamWriter(client.getOutputStream(), StandardCharsets.UTF_8)) {
            var commands = new ArrayList<String>();
            say(out, "220 here");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
                String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
                String reply = chosen(line);
                say(out, reply);
                if (verb.equals("DATA") && reply.startsWith("354")) {
                    String data = data(in);
                    String end = chosen(".");
                    if (end.startsWith("250")) {
                        received.add(new Received(List.copyOf(commands), data));
                    }
                    say(out, end);
                } else if (verb.equals("QUIT")) {
                    return;
                }
            }
        } catch (SocketException e) {
            // The client left.
            return;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String chosen(String line) {
        var byDefault = new LinkedHashMap<String, String>();
        byDefault.put("EHLO", "250-here\r\n250 AUTH PLAIN");
        byDefault.put("DATA", "354 go on");
        byDefault.put("QUIT", "221 bye");
        byDefault.put("AUTH", "235 welcome");
        byDefault.put("", "250 ok");
        return replies.entrySet().stream()
                .filter(reply -> line.startsWith(reply.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> byDefault.entrySet().stream()
                        .filter(reply -> line.startsWith(reply.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElseThrow());
    }

    private static String data(BufferedReader in) throws IOException {
        var data = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            data.append(line).append('\n');
        }
        return data.toString();
    }

    private static void say(Writer out, String line) throws IOException {
        out.write(line + "\r\n");
        out.flush();
    }
}
