package dev.downbeat.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A mail server that takes everything.
final class MailBox implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
    private final List<String> mails = new CopyOnWriteArrayList<>();

    MailBox() throws IOException {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    serve(client);
                } catch (IOException e) {
                    return; // the test is over
                }
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    /// As they came, headers and all.
    List<String> mails() {
        return mails;
    }

    private void serve(Socket client) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        answer(client, "220 here");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("DATA")) {
                answer(client, "354 go on");
                var mail = new StringBuilder();
                for (String text = in.readLine(); text != null && !text.equals("."); text = in.readLine()) {
                    mail.append(text).append('\n');
                }
                mails.add(mail.toString());
            }
            answer(client, line.equals("QUIT") ? "221 bye" : "250 ok");
        }
    }

    private static void answer(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
