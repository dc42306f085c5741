package dev.downbeat.executors.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.executors.secrets.Masking;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStoreTest {
    private static final AttemptId ATTEMPT =
            new AttemptId(new TaskKey(new RunId(7), new TaskId("features.scale"), MapIndex.of(2)), 3);
    private static final String STAMP = "2026-01-31T06:00:00.007Z ";

    @TempDir
    Path home;

    @Test
    void a_line_carries_time_and_stream() throws IOException {
        try (LogStore store = store(LogLimits.DEFAULT)) {
            AttemptLog log = store.open(ATTEMPT, () -> Masking.NONE);
            log.stdout().write(bytes("one\ntwo\r\nthree\rfour\n\nno end"));
            log.stderr().write(bytes("bad\n"));
            log.info("first\nsecond");
            log.error("oops");
            log.close();

            assertThat(store.file(ATTEMPT))
                    .isEqualTo(home.resolve("logs/run_7/features.scale/2/attempt_3.log"))
                    .hasContent(String.join(
                            "\n",
                            STAMP + "out one",
                            STAMP + "out two",
                            STAMP + "out three",
                            STAMP + "out four",
                            STAMP + "out ",
                            STAMP + "err bad",
                            STAMP + "sys first",
                            STAMP + "sys second",
                            STAMP + "err oops",
                            STAMP + "out no end",
                            ""));
        }
    }

    @Test
    void nothing_is_created_for_an_attempt_that_logs_nothing() {
        try (LogStore store = store(LogLimits.DEFAULT)) {
            store.open(ATTEMPT, () -> Masking.NONE).close();

            assertThat(home).isEmptyDirectory();
            assertThat(store.read(ATTEMPT, 0, 100)).isEqualTo(new LogSlice("", 0, 0, true));
            assertThat(store.tail(ATTEMPT, 3)).isEmpty();
        }
    }

    @Test
    void bytes_that_are_not_text_are_shown_in_hex() throws IOException {
        assertThat(logged(
                        LogLimits.DEFAULT,
                        Masking.NONE,
                        new byte[] {'a', (byte) 0xff, 0, (byte) 0xc3, (byte) 0xbc, (byte) 0xc3, '\t', 0x1b, 0x7f, '\n'},
                        // an overlong slash, a surrogate, a character cut short
                        new byte[] {
                            (byte) 0xc0, (byte) 0xaf, (byte) 0xed, (byte) 0xa0, (byte) 0x80, (byte) 0xf0, (byte) 0x9f
                        }))
                .containsExactly("a\\xff\\x00ü\\xc3\t\u001b\\x7f", "\\xc0\\xaf\\xed\\xa0\\x80\\xf0\\x9f");
    }

    @Test
    void a_secret_is_masked_however_it_is_cut_into_chunks() throws IOException {
        var masking = Masking.of(List.of("top-secret-value"));
        byte[] text = bytes("before top-secret-value after\n");
        for (int cut = 1; cut < text.length; cut++) {
            byte[] first = java.util.Arrays.copyOf(text, cut);
            byte[] second = java.util.Arrays.copyOfRange(text, cut, text.length);

            assertThat(logged(LogLimits.DEFAULT, masking, first, second)).containsExactly("before *** after");
        }
    }

    @Test
    void a_long_line_is_split_and_never_within_a_secret_or_a_character() throws IOException {
        var masking = Masking.of(List.of("top-secret-value"));
        var limits = new LogLimits(1 << 20, 64, Duration.ofMillis(1));
        for (int before = 0; before < 130; before++) {
            String text = "x".repeat(before) + "top-secret-value" + "ü€😀".repeat(20);

            String joined = String.join("", logged(limits, masking, bytes(text)));

            assertThat(joined).isEqualTo("x".repeat(before) + "***" + "ü€😀".repeat(20));
        }
    }

    @Test
    void the_log_is_cut_at_its_limit_and_says_so() throws IOException {
        var limits = new LogLimits(1_000, 1 << 10, Duration.ofMillis(1));

        List<String> lines = logged(limits, Masking.NONE, bytes("0123456789\n".repeat(200)));

        assertThat(lines.size()).isLessThan(40);
        assertThat(lines).contains("the log is cut here: it reached its limit of 1,000 bytes");
        int kept = (int) lines.stream().filter("0123456789"::equals).count();
        assertThat(lines.getLast())
                .isEqualTo("%d more lines (%,d bytes) were not kept".formatted(200 - kept, (200 - kept) * 10));
    }

    @Test
    void downbeats_own_words_still_fit_behind_the_limit() throws IOException {
        var limits = new LogLimits(100, 1 << 10, Duration.ofMillis(1));
        try (LogStore store = store(limits);
                AttemptLog log = store.open(ATTEMPT, () -> Masking.NONE)) {
            log.stdout().write(bytes("0123456789\n".repeat(20)));
            log.info("why it failed");

            assertThat(log.tail(1)).containsExactly("why it failed");
        }
    }

    @Test
    void a_line_is_in_the_file_soon_without_anybody_closing_it() throws Exception {
        try (LogStore store = store(new LogLimits(1 << 20, 1 << 10, Duration.ofMillis(1)));
                AttemptLog log = store.open(ATTEMPT, () -> Masking.NONE)) {
            log.info("here");
            while (store.read(ATTEMPT, 0, 100).text().isEmpty()) {
                Thread.onSpinWait();
            }

            assertThat(store.read(ATTEMPT, 0, 100).text()).isEqualTo(STAMP + "sys here\n");
        }
    }

    @Test
    void reading_gives_whole_lines_from_any_offset() throws IOException {
        try (LogStore store = store(LogLimits.DEFAULT)) {
            AttemptLog log = store.open(ATTEMPT, () -> Masking.NONE);
            for (int i = 0; i < 50; i++) {
                log.info("line " + i);
            }
            log.close();
            String all = Files.readString(store.file(ATTEMPT));

            var read = new StringBuilder();
            LogSlice slice = store.read(ATTEMPT, 0, 100);
            while (!slice.atEnd()) {
                assertThat(slice.text()).endsWith("\n").hasSizeLessThanOrEqualTo(100);
                read.append(slice.text());
                slice = store.read(ATTEMPT, slice.next(), 100);
            }
            assertThat(read.append(slice.text())).hasToString(all);
            assertThat(store.read(ATTEMPT, 5, 10_000).text()).startsWith(STAMP + "sys line 1\n");
            assertThat(store.read(ATTEMPT, -50, 10_000).text()).isEqualTo(STAMP + "sys line 49\n");
            assertThat(store.read(ATTEMPT, 0, 1).text()).isEqualTo(STAMP + "sys line 0\n");
            assertThat(store.read(ATTEMPT, 1L << 40, 10).atEnd()).isTrue();
            assertThat(store.tail(ATTEMPT, 2)).containsExactly(STAMP + "sys line 48", STAMP + "sys line 49");
            assertThat(store.tail(ATTEMPT, 1_000)).hasSize(50);
        }
    }

    @Test
    void an_interrupt_does_not_break_the_log() throws IOException {
        try (LogStore store = store(LogLimits.DEFAULT);
                AttemptLog log = store.open(ATTEMPT, () -> Masking.NONE)) {
            Thread.currentThread().interrupt();
            log.stdout().write(bytes("x".repeat(100_000) + "\n"));
            log.info("after");
            assertThat(Thread.interrupted()).isTrue();

            assertThat(log.tail(1)).containsExactly("after");
        }
    }

    @Test
    void two_hundred_thousand_lines_all_arrive_in_order() throws IOException {
        try (LogStore store = store(LogLimits.DEFAULT)) {
            AttemptLog log = store.open(ATTEMPT, () -> Masking.of(List.of("hidden-secret")));
            OutputStream out = log.stdout();
            var chunks = new Random(42);
            var text = new StringBuilder();
            for (int i = 0; i < 200_000; i++) {
                text.append("line ")
                        .append(i)
                        .append(i % 1_000 == 0 ? " hidden-secret" : "")
                        .append('\n');
                if (text.length() > chunks.nextInt(1, 8_192)) {
                    out.write(bytes(text.toString()));
                    text.setLength(0);
                }
            }
            out.write(bytes(text.toString()));
            log.close();

            try (var lines = Files.lines(store.file(ATTEMPT))) {
                var iterator = lines.iterator();
                int next = 0;
                while (iterator.hasNext()
                        && iterator.next().equals(STAMP + "out line " + next + (next % 1_000 == 0 ? " ***" : ""))) {
                    next++;
                }
                assertThat(next).isEqualTo(200_000);
                assertThat(iterator.hasNext()).isFalse();
            }
        }
    }

    /// The texts of the lines after these chunks were written to standard output.
    private List<String> logged(LogLimits limits, Masking masking, byte[]... chunks) throws IOException {
        try (LogStore store = store(limits)) {
            AttemptLog log = store.open(ATTEMPT, () -> masking);
            OutputStream out = log.stdout();
            for (byte[] chunk : chunks) {
                out.write(chunk);
            }
            log.close();
            byte[] content = Files.readAllBytes(store.file(ATTEMPT));
            Files.delete(store.file(ATTEMPT));
            return new String(content, StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.substring((STAMP + "out ").length()))
                    .toList();
        }
    }

    private LogStore store(LogLimits limits) {
        return new LogStore(home, limits, InstantSource.fixed(Instant.parse("2026-01-31T06:00:00.007Z")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
