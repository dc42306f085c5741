package dev.downbeat.executors.worker;

import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.attempt.Ended;
import dev.downbeat.executors.attempt.Outputs;
import dev.downbeat.executors.remote.FleetTalk.StoredFile;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The files of one attempt at a worker: those that it reads are fetched from the server's artifacts, those
/// that it leaves in its folder go there. A value that is a path below the one folder of artifacts becomes a
/// path below the other.
final class LocalFiles {
    private final AttemptLink link;
    private final String serverRoot;
    private final Path localRoot;
    private final Path own;
    private final Path inputs;

    /// @param serverRoot the server's folder of artifacts
    LocalFiles(AttemptLink link, String serverRoot, ArtifactStore artifacts, Order order) {
        this.link = link;
        this.serverRoot = serverRoot;
        this.localRoot = artifacts.root();
        this.own = artifacts.place(order.run().dag(), order.attempt());
        var key = order.attempt().key();
        // within the folder of artifacts, for what is read as one has to lie there; no DAG is called so
        this.inputs = localRoot
                .resolve(".inputs")
                .resolve("%s_%s_%d".formatted(key.run(), key.task(), key.index().value()));
    }

    // From the server

    /// Outputs whose files are here.
    Outputs fetching(Outputs outputs) {
        return new Outputs() {
            @Override
            public Left load(RunId run, Set<TaskId> tasks) {
                return fetched(outputs.load(run, tasks));
            }

            @Override
            public Left load(RunId run, Set<TaskId> tasks, MapIndex index) {
                return fetched(outputs.load(run, tasks, index));
            }
        };
    }

    private Outputs.Left fetched(Outputs.Left left) {
        List<Outputs.Xcom> xcoms = left.xcoms().stream()
                .map(xcom -> new Outputs.Xcom(
                        xcom.task(),
                        xcom.index(),
                        xcom.name(),
                        Paths.changedJson(xcom.json(), serverRoot, this::fetched)))
                .toList();
        return new Outputs.Left(xcoms, left.mapSizes());
    }

    @Nullable
    Object fetched(@Nullable Object value) {
        return Paths.changed(value, this::fetched);
    }

    private String fetched(String text) {
        if (!text.startsWith(serverRoot + "/") || text.indexOf('\n') >= 0) {
            return text;
        }
        String path = text.substring(serverRoot.length() + 1);
        try {
            for (StoredFile file : link.list(path)) {
                Path here = inputs.resolve(file.path()).normalize();
                if (here.startsWith(inputs) && !(Files.exists(here) && Files.size(here) == file.bytes())) {
                    link.fetch(file.path(), here);
                }
            }
            return inputs.resolve(path).normalize().toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DownbeatException(ErrorCode.CANCELLED, "interrupted while fetching " + text, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fetch " + text, e);
        }
    }

    // To the server

    /// Sends all that lies in the attempt's folder.
    void upload() throws InterruptedException {
        if (!Files.isDirectory(own)) {
            return;
        }
        try (Stream<Path> files = Files.walk(own)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                link.upload(own.relativize(file).toString(), file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + own, e);
        }
    }

    /// With paths as the server has them.
    Ended asServed(Ended ended) {
        Map<String, String> xcoms = new LinkedHashMap<>();
        ended.xcoms()
                .forEach(
                        (name, json) -> xcoms.put(name, Paths.changedJson(json, localRoot.toString(), this::asServed)));
        return new Ended(ended.outcome(), xcoms);
    }

    private String asServed(String text) {
        return text.replace(inputs + "/", serverRoot + "/").replace(localRoot + "/", serverRoot + "/");
    }

    /// Nothing of the attempt is needed here any more.
    void remove() {
        delete(inputs);
        delete(own);
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                boolean ignored = Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            System.getLogger(LocalFiles.class.getName())
                    .log(System.Logger.Level.WARNING, folder + " could not be removed", e);
        }
    }
}
