package dev.downbeat.executors.logs;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/// Cuts a stream of bytes into lines: at LF, CR LF and a lone CR (progress bars redraw a line with it, and
/// would otherwise show only at their end). A line over the limit is cut where it splits neither a character
/// nor a secret.
final class LineSplitter extends OutputStream {
    private static final int FIRST_ROOM = 256;

    private final LogFile file;
    private final LogStream stream;
    private final ReentrantLock lock = new ReentrantLock();
    private byte[] partial = new byte[0];
    private int length;
    private boolean afterReturn;

    LineSplitter(LogFile file, LogStream stream) {
        this.file = file;
        this.stream = stream;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        lock.lock();
        try {
            split(bytes, offset, offset + count);
        } finally {
            lock.unlock();
        }
    }

    private void split(byte[] bytes, int from, int end) {
        int start = from;
        for (int at = from; at < end; at++) {
            byte b = bytes[at];
            if (b != '\n' && b != '\r') {
                afterReturn = false;
                continue;
            }
            if (b == '\n' && afterReturn) {
                start = at + 1;
            } else {
                lineEnd(bytes, start, at);
                start = at + 1;
            }
            afterReturn = b == '\r';
        }
        keep(bytes, start, end);
    }

    private void lineEnd(byte[] bytes, int from, int end) {
        if (length == 0 && end - from <= file.limits().maxLineBytes()) {
            file.line(stream, bytes, from, end);
            return;
        }
        keep(bytes, from, end);
        emit(length);
    }

    /// Adds to the line that is not finished yet, giving out pieces of it when it gets too long.
    private void keep(byte[] bytes, int from, int end) {
        int max = file.limits().maxLineBytes();
        int at = from;
        while (at < end) {
            int count = Math.min(end - at, max - length);
            makeRoom(count, max);
            System.arraycopy(bytes, at, partial, length, count);
            length += count;
            at += count;
            if (length == max && at < end) {
                emitPiece();
            }
        }
    }

    private void makeRoom(int count, int max) {
        if (length + count > partial.length) {
            int room = Math.max(Math.max(FIRST_ROOM, length + count), Math.min(max, partial.length * 2));
            partial = Arrays.copyOf(partial, room);
        }
    }

    private void emitPiece() {
        int cut = file.masking().safeCut(partial, 0, length);
        cut = Utf8.wholeUntil(partial, 0, cut);
        // a secret longer than a line can be
        emit(cut == 0 ? length : cut);
    }

    private void emit(int count) {
        file.line(stream, partial, 0, count);
        System.arraycopy(partial, count, partial, 0, length - count);
        length -= count;
    }

    /// Ends a line that has no end yet.
    void finish() {
        lock.lock();
        try {
            if (length > 0) {
                emit(length);
            }
            partial = new byte[0];
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        finish();
        file.forget(this);
    }
}
