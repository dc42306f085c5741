package dev.downbeat.operators.email;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Notifier;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends an email by SMTP.
public final class Email implements Notifier<Email.Config> {
    @Doc(value = """
            Sends an email by SMTP. A failure that may pass (the server cannot be reached, or answers 4xx) is retried, one \
            that will not (5xx, a wrong password) is not. The output has the `message_id` and the addresses it went `to`. \
            The message id is the same for every try, so that a mail sent twice can be told.

            The connection is of type `smtp` (STARTTLS when the server offers it) or `smtps` (TLS from the start), with \
            `starttls: required` or `starttls: never` and `from` among its extras.""", example = """
            tasks:
              notify:
                email:
                  to: [ml@example.org, ops@example.org]
                  subject: "churn: accuracy {{ outputs.train.accuracy }}"
                  body: The model is ready.
                  attachments: [report.pdf]
            """)
    public record Config(
            @Doc("Who gets it: addresses, with or without a name.")
            List<String> to,

            @Doc("Who gets a copy.") @Default("[]") List<String> cc,

            @Doc("Who gets a copy that the others do not see.") @Default("[]")
            List<String> bcc,

            @Doc("Who sends it; by default the `from` of the connection, else its user.") @Nullable
            String from,

            @Doc("The subject, in one line.") String subject,

            @Doc("The text.") @Nullable String body,

            @Doc("The text as HTML; with `body`, which is shown where HTML is not.") @Nullable
            String html,

            @Doc("Files to attach; relative paths are relative to the DAG's folder.") @Default("[]")
            List<String> attachments,

            @Doc("The id of the connection.") @Default("smtp")
            String connection) {
        public Config {
            to = List.copyOf(to);
            cc = List.copyOf(cc);
            bcc = List.copyOf(bcc);
            attachments = List.copyOf(attachments);
            if (to.isEmpty() && cc.isEmpty() && bcc.isEmpty()) {
                throw new DownbeatException(ErrorCode.BAD_INPUT, "an email needs someone in 'to', 'cc' or 'bcc'");
            }
            if (body == null && html == null) {
                throw new DownbeatException(ErrorCode.BAD_INPUT, "an email needs a 'body' or 'html'");
            }
        }
    }

    @Override
    public String type() {
        return "email";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public Map<String, Object> ofAlert() {
        return Map.of("subject", "{{ alert.title }}", "body", "{{ alert.text }}");
    }

    @Override
    public TaskResult run(Config config, TaskContext context) throws IOException, InterruptedException {
        var server = new MailServer(context.connection(config.connection()));
        try {
            MimeMessage message = new Letter(config, context).write(server.session(), server.sender());
            server.send(message);
            context.log().info("sent '%s' to %d".formatted(config.subject(), message.getAllRecipients().length));
            return TaskResult.of(Map.of("message_id", message.getMessageID(), "to", config.to()));
        } catch (MessagingException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw MailFailure.of(e);
        }
    }
}
