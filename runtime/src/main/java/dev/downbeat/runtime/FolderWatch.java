package dev.downbeat.runtime;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file system's notices of changes in folders. Where it gives none, nothing ever seems to happen.
final class FolderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    private final @Nullable WatchService service;
    private final Set<Path> watched = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    private FolderWatch(@Nullable WatchService service) {
        this.service = service;
    }

    static FolderWatch open() {
        try {
            return new FolderWatch(FileSystems.getDefault().newWatchService());
        } catch (IOException e) {
            LOG.info("No notices of changed files ({}); the DAG folder is compared now and then", e.toString());
            return new FolderWatch(null);
        }
    }

    /// Adding a folder again changes nothing.
    void add(Path folder) {
        if (service == null || watched.contains(folder)) {
            return;
        }
        try {
            folder.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
            watched.add(folder);
        } catch (IOException e) {
            LOG.debug("{} cannot be watched: {}", folder, e.toString());
        }
    }

    /// Waits for a notice, at most so long.
    ///
    /// @return whether there was one
    /// @throws java.nio.file.ClosedWatchServiceException when closed meanwhile
    boolean await(Duration longest) throws InterruptedException {
        if (service == null) {
            boolean over = closed.await(longest.toMillis(), TimeUnit.MILLISECONDS);
            LOG.trace("closed: {}", over);
            return false;
        }
        WatchKey key = service.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
        if (key == null) {
            return false;
        }
        key.pollEvents();
        if (!key.reset()) {
            // the folder is gone; should one of its name come again, it is a new one
            watched.remove((Path) key.watchable());
        }
        return true;
    }

    /// Waits until no notice came for so long.
    void drain(Duration quiet) throws InterruptedException {
        boolean more = true;
        while (more) {
            more = await(quiet);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (service != null) {
            try {
                service.close();
            } catch (IOException e) {
                LOG.debug("closing the watch: {}", e.toString());
            }
        }
    }
}
