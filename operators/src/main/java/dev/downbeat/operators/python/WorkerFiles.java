package dev.downbeat.operators.python;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The worker program and the module `downbeat`, unpacked into a folder that only this user can write.
final class WorkerFiles {
    private static final String WORKER = "downbeat_worker.py";
    private static final String MODULE = "downbeat.py";

    private final ReentrantLock unpacking = new ReentrantLock();
    private volatile @Nullable Path folder;

    /// The worker's path. Unpacks anew what a cleaner of temporary files took away.
    Path worker() throws IOException {
        Path known = folder;
        if (known != null && complete(known)) {
            return known.resolve(WORKER);
        }
        unpacking.lock();
        try {
            known = folder;
            if (known == null || !complete(known)) {
                known = unpack();
                folder = known;
            }
            return known.resolve(WORKER);
        } finally {
            unpacking.unlock();
        }
    }

    private static boolean complete(Path folder) {
        return Files.exists(folder.resolve(WORKER)) && Files.exists(folder.resolve(MODULE));
    }

    private static Path unpack() throws IOException {
        Path folder = Files.createTempDirectory("downbeat-python-").toRealPath();
        // Deleted in the reverse order.
        folder.toFile().deleteOnExit();
        copy(WORKER, folder);
        copy(MODULE, folder);
        return folder;
    }

    private static void copy(String name, Path folder) throws IOException {
        Path target = folder.resolve(name);
        target.toFile().deleteOnExit();
        try (InputStream resource = WorkerFiles.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("the resource %s is not in this installation".formatted(name));
            }
            Files.copy(resource, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
