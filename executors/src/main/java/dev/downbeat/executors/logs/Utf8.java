package dev.downbeat.executors.logs;

/// Tells bytes that are UTF-8 from bytes that are not.
final class Utf8 {
    private Utf8() {}

    /// How many bytes the character at `at` has; 0 when no whole, valid one stands there.
    static int length(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        if (first < 0x80) {
            return 1;
        }
        int length = expected(first);
        if (length == 0 || at + length > end) {
            return 0;
        }
        int second = bytes[at + 1] & 0xff;
        // no overlong forms, no surrogates, nothing beyond U+10FFFF
        int low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < low || second > high) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /// `end`, or the start of a character at the very end whose last bytes are still to come.
    static int wholeUntil(byte[] bytes, int from, int end) {
        for (int at = end - 1; at >= Math.max(from, end - 3); at--) {
            int expected = expected(bytes[at] & 0xff);
            if (expected > 0) {
                return at + expected > end ? at : end;
            }
        }
        return end;
    }

    /// By its first byte; 0 for a byte that begins no character of several bytes.
    private static int expected(int first) {
        if (first >= 0xc2 && first <= 0xdf) {
            return 2;
        }
        if (first >= 0xe0 && first <= 0xef) {
            return 3;
        }
        return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
    }
}
