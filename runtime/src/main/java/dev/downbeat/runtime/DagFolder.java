package dev.downbeat.runtime;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps an eye on a folder of DAG files, with all folders in it, and tells which files are new, changed or
/// gone. The file system's notices make it quick; comparing times and sizes now and then makes it sure, where
/// there are no notices (network drives) or some got lost.
final class DagFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DagFolder.class);

    /// Editors and git write several times: a change counts when nothing followed it for so long.
    private static final Duration QUIET = Duration.ofMillis(100);

    private final Path folder;
    private final Duration interval;
    private final Listener listener;
    private final FolderWatch watch;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Map<Path, DagFiles.Stamp> known = new TreeMap<>();
    private boolean started;
    private volatile boolean closing;

    /// Called by one thread at a time; what it throws is logged and the file passed over until it changes
    /// again.
    interface Listener {
        /// The file is new or has changed.
        void changed(Path file);

        void gone(Path file);
    }

    /// @param interval between two comparisons when there are no notices
    DagFolder(Path folder, Duration interval, Listener listener) {
        this.folder = folder;
        this.interval = interval;
        this.listener = listener;
        this.watch = FolderWatch.open();
    }

    /// Tells of all files that are there, then goes on in the background.
    void start() {
        scan();
        started = true;
        Thread.ofVirtual().name("downbeat-dag-folder").start(this::run);
    }

    /// Returns when no call of the listener is under way any more.
    @Override
    public void close() {
        closing = true;
        watch.close();
        try {
            if (started && !stopped.await(10, TimeUnit.SECONDS)) {
                LOG.warn("Reading the DAG folder {} does not come to an end; leaving it", folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                if (watch.await(interval)) {
                    watch.drain(QUIET);
                }
                if (!closing) {
                    scan();
                }
            }
        } catch (ClosedWatchServiceException e) {
            LOG.debug("no longer watching {}", folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    private void scan() {
        Map<Path, DagFiles.Stamp> present;
        try {
            present = Files.isDirectory(folder) ? DagFiles.in(folder, watch::add) : Map.of();
        } catch (IOException e) {
            LOG.warn("The DAG folder {} cannot be read ({}); trying again", folder, e.toString());
            return;
        }
        var before = known;
        known = new HashMap<>(present);
        before.keySet().stream().filter(file -> !present.containsKey(file)).forEach(file -> tell(file, listener::gone));
        present.forEach((file, stamp) -> {
            if (!stamp.equals(before.get(file))) {
                tell(file, listener::changed);
            }
        });
    }

    private static void tell(Path file, java.util.function.Consumer<Path> call) {
        try {
            call.accept(file);
        } catch (RuntimeException e) {
            LOG.error("{} could not be taken in; it is looked at again when it changes", file, e);
        }
    }
}
