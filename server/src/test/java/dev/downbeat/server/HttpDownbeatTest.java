package dev.downbeat.server;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.client.HttpDownbeat;
import dev.downbeat.runtime.Downbeat;
import java.util.ArrayDeque;
import java.util.Deque;

class HttpDownbeatTest extends DownbeatApiContract {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @Override
    DownbeatApi api(Downbeat behind) {
        var server = DownbeatServer.start(behind, Web.settings("127.0.0.1", 0));
        open.push(server);
        var client = new HttpDownbeat(server.url());
        open.push(client);
        return client;
    }

    @Override
    void stop() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
