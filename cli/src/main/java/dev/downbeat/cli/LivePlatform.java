package dev.downbeat.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

final class LivePlatform implements Platform {
    @Override public Access access() { throw new UnsupportedOperationException(); }
    @Override public Foreground foreground() { throw new UnsupportedOperationException(); }
    @Override public Serving serve(Optional<Path> dags, Optional<Integer> port) { throw new UnsupportedOperationException(); }
    @Override public Loaded load(Path file) { throw new UnsupportedOperationException(); }
    @Override public List<OperatorPage> operators() { throw new UnsupportedOperationException(); }
    @Override public String schema() { throw new UnsupportedOperationException(); }
    @Override public List<Check> checks() { throw new UnsupportedOperationException(); }
    @Override public DatabaseAdmin database() { throw new UnsupportedOperationException(); }
}
