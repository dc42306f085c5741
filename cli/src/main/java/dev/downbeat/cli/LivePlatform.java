package dev.downbeat.cli;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.client.HttpDownbeat;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.runtime.ServerFile;
import dev.downbeat.runtime.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The platform itself: a running server, the store, an engine in this process.
final class LivePlatform implements Platform {
    @Override
    public Access access() {
        Settings settings = Settings.load();
        return ServerFile.running(settings.home())
                .<Access>map(server -> new Remote(new HttpDownbeat(URI.create(server.url()))))
                .orElseThrow(LivePlatform::noEngine);
    }

    private static DownbeatException noEngine() {
        return new DownbeatException(ErrorCode.EXTERNAL_SERVICE, "no server is running");
    }

    @Override
    public Foreground foreground() {
        throw noEngine();
    }

    @Override
    public Serving serve(Optional<Path> dags, Optional<Integer> port) {
        throw noEngine();
    }

    @Override
    public Loaded load(Path file) {
        return DagReader.read(file);
    }

    @Override
    public List<OperatorPage> operators() {
        return OperatorReference.pages();
    }

    @Override
    public String schema() {
        throw noEngine();
    }

    @Override
    public List<Check> checks() {
        return new MachineChecks(Settings.load(), () -> database().status()).all();
    }

    @Override
    public DatabaseAdmin database() {
        throw noEngine();
    }

    /// A server, over HTTP.
    private record Remote(HttpDownbeat http) implements Access {
        @Override
        public DownbeatApi api() {
            return http;
        }

        @Override
        public boolean serving() {
            return true;
        }

        @Override
        public void close() {
            http.close();
        }
    }
}
