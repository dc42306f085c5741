package dev.downbeat.operators.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.operators.FakeTaskContext;
import dev.downbeat.operators.Settings;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test has failed, whatever it declares
final class EmailTest {
    @TempDir
    Path folder;

    private FakeTaskContext context;
    private SmtpReceiver server;

    @BeforeEach
    void start() throws IOException {
        server = new SmtpReceiver();
        context = new FakeTaskContext(folder)
                .with(connection("smtp", Connection.Login.NONE, Map.of("from", "Downbeat <bot@example.org>")));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void a_text_arrives_with_its_headers() throws Exception {
        TaskResult result = run("""
                to: [ml@example.org, "Müller, Ä <ae@example.org>"]
                cc: cc@example.org
                bcc: [hidden@example.org]
                subject: "churn: grün 😀"
                body: "Grüße\\nsecond line"
                """.replace("\"Müller, Ä <ae@example.org>\"", "'\"Müller, Ä\" <ae@example.org>'"));

        assertThat(result)
                .isEqualTo(new TaskResult.Done(Map.of(
                        "message_id",
                        "<downbeat.7.job.1.1772344800000@example.org>",
                        "to",
                        List.of("ml@example.org", "\"Müller, Ä\" <ae@example.org>"))));
        var mail = server.received().getFirst();
        assertThat(mail.commands())
                .contains(
                        "MAIL FROM:<bot@example.org>",
                        "RCPT TO:<ml@example.org>",
                        "RCPT TO:<ae@example.org>",
                        "RCPT TO:<cc@example.org>",
                        "RCPT TO:<hidden@example.org>");
        assertThat(mail.data())
                .contains("From: Downbeat <bot@example.org>", "Cc: cc@example.org", "Auto-Submitted: auto-generated")
                .contains("Subject: =?UTF-8?", "Message-ID: <downbeat.7.job.1.1772344800000@example.org>")
                .doesNotContain("hidden@example.org");
    }

    @Test
    void html_and_attachments_become_parts() throws Exception {
        context.write("out/report.csv", "a,b\n");

        run("{to: a@example.org, subject: s, body: plain words, html: <b>bold</b>, attachments: [out/report.csv]}");

        assertThat(server.received().getFirst().data())
                .contains("multipart/mixed", "multipart/alternative", "text/plain", "plain words", "text/html")
                .contains("<b>bold</b>", "filename=report.csv", "a,b");
    }

    @Test
    void a_login_is_used_and_never_shown() throws Exception {
        context.with(connection("auth", new Connection.Login("me@example.org", "s3cret"), Map.of()));

        run("{connection: auth, to: a@example.org, subject: s, body: b}");

        String plain = "me@example.org\0me@example.org\0s3cret";
        assertThat(server.received().getFirst().commands())
                .contains("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
        server.reply("AUTH", "535 5.7.8 no such user");
        assertTerminal("{connection: auth, to: a@example.org, subject: s, body: b}", "535 5.7.8 no such user");
    }

    @Test
    void settings_cannot_add_headers() {
        assertTerminal(
                "{to: a@example.org, subject: \"s\\r\\nBcc: b@example.org\", body: b}",
                "a line break in the subject of an email");
        assertTerminal(
                "{to: \"a@example.org\\nX: y\", subject: s, body: b}", "a line break in the address of an email");
        assertTerminal("{to: nobody, subject: s, body: b}", "'nobody' is no email address");
        assertTerminal("{to: 'a@x.org, b@x.org', subject: s, body: b}", "is not one address, but 2");
        assertTerminal("{to: a@example.org, subject: s, body: b, attachments: [gone.pdf]}", "gone.pdf' is not there");
        assertThat(server.received()).isEmpty();
    }

    @Test
    void a_refusal_for_now_is_retried_and_one_for_good_is_not() throws Exception {
        server.reply("RCPT", "450 4.2.1 mailbox busy");
        assertRetryable("{to: a@example.org, subject: s, body: b}", "450 4.2.1 mailbox busy");
        server.reply("RCPT", "550 5.1.1 unknown user");
        assertTerminal("{to: a@example.org, subject: s, body: b}", "550 5.1.1 unknown user");
        server.reply("RCPT", "250 ok");
        server.reply(".", "554 5.6.0 too bad");
        assertTerminal("{to: a@example.org, subject: s, body: b}", "554 5.6.0 too bad");
        server.close();
        assertRetryable("{to: a@example.org, subject: s, body: b}", "the mail was not sent");
    }

    @Test
    void encryption_can_be_required() {
        context.with(connection("tls", Connection.Login.NONE, Map.of("starttls", "required", "from", "a@example.org")));

        assertRetryable("{connection: tls, to: a@example.org, subject: s, body: b}", "STARTTLS is required");
        assertThat(server.received()).isEmpty();
    }

    @Test
    void settings_that_cannot_be_are_refused() {
        context.with(new Connection("web", "http", "h", 0, Connection.Login.NONE, "", Map.of()));

        assertTerminal("{connection: web, to: a@example.org, subject: s, body: b}", "needs 'smtp' or 'smtps'");
        assertThatThrownBy(() -> run("{to: [], subject: s, body: b}")).isInstanceOf(DownbeatException.class);
        assertThatThrownBy(() -> run("{to: a@example.org, subject: s}")).isInstanceOf(DownbeatException.class);
    }

    private Connection connection(String id, Connection.Login login, Map<String, String> extra) {
        return new Connection(id, "smtp", "127.0.0.1", server.port(), login, "", extra);
    }

    private void assertTerminal(String yaml, String message) {
        assertThatThrownBy(() -> run(yaml))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isFalse())
                .hasMessageContaining(message)
                .hasMessageNotContaining("s3cret");
    }

    private void assertRetryable(String yaml, String message) {
        assertThatThrownBy(() -> run(yaml))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isTrue())
                .hasMessageContaining(message);
    }

    private TaskResult run(String yaml) throws IOException, InterruptedException {
        return new Email().run(Settings.yaml(Email.Config.class, yaml), context);
    }
}
