package dev.downbeat.server;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.client.HttpDownbeat;
import dev.downbeat.runtime.Downbeat;

class HttpDownbeatTest extends DownbeatApiContract {
    private DownbeatServer server;
    private HttpDownbeat client;

    @Override
    DownbeatApi api(Downbeat behind) {
        server = DownbeatServer.start(behind, Web.settings("127.0.0.1", 0));
        client = new HttpDownbeat(server.url());
        return client;
    }

    @Override
    void stop() {
        client.close();
        server.close();
    }
}
