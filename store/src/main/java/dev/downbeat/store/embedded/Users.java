package dev.downbeat.store.embedded;

import dev.downbeat.store.machine.HostProcess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// Who uses the server: each user has a file of its own and keeps it locked. All methods want the
/// [StartLock].
///
/// One file per user, not shared locks on one file: the system drops all locks of a process on a file as
/// soon as the process closes any channel to it, so a second user in the same process would lose its lock
/// with the first.
final class Users {
    private final Path folder;
    private final String process;
    private final String host;

    /// Who else is there.
    enum Others {
        NONE,
        HERE,
        /// On another machine, or in another container.
        ELSEWHERE
    }

    record Membership(Path file, FileChannel channel) {}

    Users(Path folder) {
        this.folder = folder;
        HostProcess self = HostProcess.current();
        host = Integer.toHexString(self.host().hashCode());
        String started =
                self.startedAt() == null ? "0" : Long.toString(self.startedAt().toEpochMilli());
        process = "%d-%s-%s".formatted(self.pid(), started, host);
    }

    Membership join() throws IOException {
        Folders.createPrivate(folder);
        Path file = folder.resolve(process + "-" + UUID.randomUUID());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            throw new IOException("somebody else locked the new file " + file);
        }
        return new Membership(file, channel);
    }

    void leave(Membership membership) throws IOException {
        membership.channel().close();
        Files.deleteIfExists(membership.file());
    }

    /// Users other than this one; the files of dead ones are removed on the way.
    Others others(Membership own) throws IOException {
        var found = Others.NONE;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!file.equals(own.file()) && alive(file)) {
                    boolean elsewhere = !file.getFileName().toString().contains("-" + host + "-");
                    found = elsewhere || found == Others.ELSEWHERE ? Others.ELSEWHERE : Others.HERE;
                }
            }
        }
        return found;
    }

    private boolean alive(Path file) throws IOException {
        if (file.getFileName().toString().startsWith(process + "-")) {
            return true; // another user in this very process; opening its file would drop its lock
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.tryLock() == null) {
                return true;
            }
        }
        Files.delete(file);
        return false;
    }
}
