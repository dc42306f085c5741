package dev.downbeat.runtime;

import dev.downbeat.api.DownbeatApi;

public interface Downbeat extends AutoCloseable {
    DownbeatApi api();

    Health health();

    EngineMeters meters();

    @Override
    void close();
}
