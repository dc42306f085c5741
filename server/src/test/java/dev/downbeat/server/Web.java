package dev.downbeat.server;

import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/// A running server and what a test asks of it.
final class Web implements AutoCloseable {
    final DownbeatServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    Web(Downbeat downbeat) {
        server = DownbeatServer.start(downbeat, settings("127.0.0.1", 0));
    }

    Web(Downbeat downbeat, Settings settings) {
        server = DownbeatServer.start(downbeat, settings);
    }

    static Settings settings(String host, int port) {
        return settings(new Settings.Http(host, port));
    }

    static Settings settings(Settings.Http http) {
        return new Settings(
                Path.of("target/home").toAbsolutePath(),
                new Settings.Database("", 2),
                new Settings.Dags(Path.of("target/dags").toAbsolutePath(), Duration.ofSeconds(1)),
                http,
                new Settings.Engine(4, Duration.ofSeconds(10)),
                new Settings.Log("info", false));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.url().resolve(path)).timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = request(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> post(String path, String json, String... headers) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Sends what an ordinary client would not, and reads to the end.
    String raw(String request) {
        URI url = server.url();
        try (var socket = new Socket(InetAddress.getByName(url.getHost()), url.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return in.lines().collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        server.close();
    }
}
