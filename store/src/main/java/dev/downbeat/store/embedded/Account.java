package dev.downbeat.store.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// As whom the server runs. PostgreSQL refuses to run as root.
sealed interface Account {
    /// What to put before a command line.
    List<String> prefix();

    /// Hands a file or folder over.
    void own(Path path) throws IOException;

    /// As the user of this process.
    record Ourselves() implements Account {
        @Override
        public List<String> prefix() {
            return List.of();
        }

        @Override
        public void own(Path path) {
            // It is ours already.
        }
    }

    /// In a user namespace without a mapping: there root is nobody, and yet its files stay its own. So a
    /// home under `/root`, which no other user could enter, works too.
    record Namespace() implements Account {
        @Override
        public List<String> prefix() {
            return List.of("unshare", "-U", "--");
        }

        @Override
        public void own(Path path) {
            // Outside of the namespace it is still root's.
        }

        static boolean possible() {
            try {
                var id = new ProcessBuilder("unshare", "-U", "--", "id", "-u").start();
                String user = new String(id.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                return id.waitFor() == 0 && !user.strip().equals("0");
            } catch (IOException e) {
                return false; // no such program
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    /// As another user: where containers forbid namespaces, or the database is another user's already.
    record Other(int user) implements Account {
        static final int NOBODY = 65534;

        @Override
        public List<String> prefix() {
            return List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--");
        }

        @Override
        public void own(Path path) throws IOException {
            Files.setAttribute(path, "unix:uid", user);
            Files.setAttribute(path, "unix:gid", user);
        }
    }

    /// @param data the database, whether it is there yet or not
    static Account of(Path data) throws IOException {
        if (new UnixSystem().getUid() != 0) {
            return new Ourselves();
        }
        int owner = Files.exists(data) ? (int) Files.getAttribute(data, "unix:uid") : 0;
        if (owner != 0) {
            return new Other(owner);
        }
        return Namespace.possible() ? new Namespace() : new Other(Other.NOBODY);
    }
}
