package dev.downbeat.executors.secrets;

import dev.downbeat.model.Excerpt;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Replaces secrets by `***`, in their plain form and as they look URL-encoded, in base64 and inside JSON.
/// Immutable.
///
/// Works on bytes, because most of what it sees is a child's output on its way into a log, at many megabytes a
/// second: a table by the first byte rules out nearly every position with one look.
public final class Masking {
    /// Shorter values are not hidden: masking every `1` or `true` would ruin a log and protect nothing.
    public static final int MIN_LENGTH = 5;

    public static final Masking NONE = new Masking(new TreeSet<>());

    private static final byte[] CUT = Excerpt.CUT.getBytes(StandardCharsets.UTF_8);

    /// Of a secret that was cut off; less of one gives nothing away, and would hide too much else.
    private static final int MIN_BEGINNING = 3;

    private static final byte[] STARS = {'*', '*', '*'};

    private final Set<String> secrets;
    /// By first byte, the longest first.
    private final byte[] @Nullable [][] byFirst = new byte[256][][];

    private final int longest;

    private Masking(Set<String> secrets) {
        this.secrets = secrets;
        byte[][] patterns = secrets.stream()
                .flatMap(secret -> SecretForms.of(secret).stream())
                .filter(form -> form.length() >= MIN_LENGTH)
                .distinct()
                .map(form -> form.getBytes(StandardCharsets.UTF_8))
                .sorted(Comparator.comparingInt((byte[] pattern) -> pattern.length)
                        .reversed())
                .toArray(byte[][]::new);
        for (byte[] pattern : patterns) {
            int first = pattern[0] & 0xff;
            byte[][] others = byFirst[first];
            byte[][] more = others == null ? new byte[1][] : Arrays.copyOf(others, others.length + 1);
            more[more.length - 1] = pattern;
            byFirst[first] = more;
        }
        this.longest = patterns.length == 0 ? 0 : patterns[0].length;
    }

    public static Masking of(Collection<String> secrets) {
        return NONE.with(secrets);
    }

    /// This masking, which hides `more` too.
    public Masking with(Collection<String> more) {
        if (secrets.containsAll(more)) {
            return this;
        }
        var all = new TreeSet<>(secrets);
        all.addAll(more);
        return new Masking(all);
    }

    public Masking with(Masking other) {
        return with(other.secrets);
    }

    public boolean hidesNothing() {
        return longest == 0;
    }

    /// The text with every secret in it replaced.
    public String mask(String text) {
        if (hidesNothing()) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var masked = new ByteArrayOutputStream(bytes.length);
        int copied = 0;
        for (int at = 0; at < bytes.length; ) {
            int length = secretAt(bytes, at, bytes.length);
            if (length == 0) {
                at++;
                continue;
            }
            masked.write(bytes, copied, at - copied);
            masked.writeBytes(STARS);
            at += length;
            copied = at;
        }
        if (copied == 0) {
            return text;
        }
        masked.write(bytes, copied, bytes.length - copied);
        return masked.toString(StandardCharsets.UTF_8);
    }

    /// @return how many bytes the longest secret that begins at `at` has, or what is left of it before
    ///         [Excerpt#CUT]; 0 when none does
    public int secretAt(byte[] bytes, int at, int end) {
        byte[][] candidates = byFirst[bytes[at] & 0xff];
        if (candidates == null) {
            return 0;
        }
        int longestBeginning = 0;
        for (byte[] secret : candidates) {
            int same = common(secret, bytes, at, end);
            if (same == secret.length) {
                return same;
            }
            if (same > longestBeginning && same >= MIN_BEGINNING && isCut(bytes, at + same, end)) {
                longestBeginning = same;
            }
        }
        return longestBeginning;
    }

    private static int common(byte[] secret, byte[] bytes, int at, int end) {
        int mismatch = Arrays.mismatch(secret, 0, secret.length, bytes, at, Math.min(end, at + secret.length));
        return mismatch < 0 ? secret.length : mismatch;
    }

    private static boolean isCut(byte[] bytes, int at, int end) {
        return at + CUT.length <= end && Arrays.equals(bytes, at, at + CUT.length, CUT, 0, CUT.length);
    }

    /// Where `bytes` (from `from` to `end`) may be cut without cutting a secret in two, even one whose rest is
    /// still to come: the first position from which on everything could be the beginning of a secret, else
    /// `end`.
    public int safeCut(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end) {
            if (at > end - longest && beginsSecret(bytes, at, end)) {
                return at;
            }
            at += Math.max(1, secretAt(bytes, at, end));
        }
        return end;
    }

    private boolean beginsSecret(byte[] bytes, int at, int end) {
        byte[][] candidates = byFirst[bytes[at] & 0xff];
        if (candidates == null) {
            return false;
        }
        int length = end - at;
        for (byte[] secret : candidates) {
            if (secret.length > length && Arrays.equals(bytes, at, end, secret, 0, length)) {
                return true;
            }
        }
        return false;
    }

    /// The secrets themselves, to hand a masking on to another process.
    public Set<String> secrets() {
        return java.util.Collections.unmodifiableSet(secrets);
    }

    /// Says how much, never what.
    @Override
    public String toString() {
        return "Masking[" + secrets.size() + " secrets]";
    }
}
