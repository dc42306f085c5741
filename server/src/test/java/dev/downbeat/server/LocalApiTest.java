package dev.downbeat.server;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.runtime.Downbeat;

class LocalApiTest extends DownbeatApiContract {
    @Override
    DownbeatApi api(Downbeat behind) {
        return behind.api();
    }

    @Override
    void stop() {
        // nothing stands in between
    }
}
