package dev.downbeat.executors.artifacts;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Holds what is written up to a limit in memory, and from there on puts all of it into a file.
public final class SpillingOutput extends OutputStream {
    private final int limit;
    private final Path file;
    private final MessageDigest digest = Sha256.create();
    private ByteArrayOutputStream held = new ByteArrayOutputStream(256);
    private @Nullable OutputStream spill;
    private long written;

    /// @param file made only when the limit is passed
    public SpillingOutput(int limit, Path file) {
        this.limit = limit;
        this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        written += count;
        OutputStream to = spill;
        if (to == null && written > limit) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            to = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), digest);
            held.writeTo(to);
            held = new ByteArrayOutputStream(0);
            spill = to;
        }
        if (to == null) {
            held.write(bytes, offset, count);
        } else {
            to.write(bytes, offset, count);
        }
    }

    /// The JSON itself, or that of a reference to the file. After [#close].
    public String toXcom() {
        return spill == null
                ? held.toString(StandardCharsets.UTF_8)
                : new Artifact(file, written, HexFormat.of().formatHex(digest.digest())).toJson();
    }

    @Override
    public void close() throws IOException {
        if (spill != null) {
            spill.close();
        }
    }
}
