package dev.downbeat.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/// Where one measure works: a folder of its own, and Downbeats on databases of their own. Nothing of it is left
/// behind.
final class Site implements AutoCloseable {
    private final Path folder;
    private final Server server;
    private final Floors floors;

    /// What is to be closed, the newest first.
    private final Deque<Closing> open = new ArrayDeque<>();

    /// The end of something that was opened here.
    private interface Closing {
        void close() throws SQLException;
    }

    /// @param folder that is there and empty
    Site(Path folder, Server server, Floors floors) {
        this.folder = folder;
        this.server = server;
        this.floors = floors;
    }

    Path folder() {
        return folder;
    }

    /// A Downbeat on an empty database.
    ///
    /// @param files what the DAG folder holds
    Rig rig(Map<String, String> files) throws IOException, SQLException {
        Path home = Files.createTempDirectory(folder, "home-");
        String url = server.database();
        open.push(server::dropLast);
        Rig rig = Rig.open(home, url, files, floors);
        open.push(rig::close);
        return rig;
    }

    @Override
    public void close() throws IOException, SQLException {
        if (open.isEmpty()) {
            Workplace.delete(folder);
            return;
        }
        try {
            open.pop().close();
        } finally {
            close();
        }
    }
}
