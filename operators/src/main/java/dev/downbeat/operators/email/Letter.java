package dev.downbeat.operators.email;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the message. What comes from settings cannot add headers: a line break in an address or the subject
/// is refused.
final class Letter {
    private final Email.Config config;
    private final TaskContext context;

    Letter(Email.Config config, TaskContext context) {
        this.config = config;
        this.context = context;
    }

    /// @param sender used when the settings name none; may be empty
    /// @throws TaskFailedException (terminal) when an address or an attachment is wrong
    MimeMessage write(Session session, String sender) throws MessagingException, IOException {
        InternetAddress from = address(config.from() == null ? sender : config.from());
        var message = new Identified(session, messageId(from));
        message.setFrom(from);
        message.setRecipients(Message.RecipientType.TO, addresses(config.to()));
        message.setRecipients(Message.RecipientType.CC, addresses(config.cc()));
        message.setRecipients(Message.RecipientType.BCC, addresses(config.bcc()));
        message.setSubject(oneLine("subject", config.subject()), "UTF-8");
        message.setSentDate(Date.from(Instant.now()));
        message.setHeader("Auto-Submitted", "auto-generated");
        fill(message);
        message.saveChanges();
        return message;
    }

    private void fill(MimeMessage message) throws MessagingException, IOException {
        if (config.attachments().isEmpty() && config.html() == null) {
            message.setText(config.body(), "UTF-8");
            return;
        }
        var all = new MimeMultipart("mixed");
        all.addBodyPart(text());
        for (String name : config.attachments()) {
            all.addBodyPart(attachment(context.resolve(name)));
        }
        message.setContent(all);
    }

    private MimeBodyPart text() throws MessagingException {
        if (config.html() == null) {
            return part(config.body(), "plain");
        }
        if (config.body() == null) {
            return part(config.html(), "html");
        }
        // The last alternative is the preferred one.
        Multipart both = new MimeMultipart("alternative", part(config.body(), "plain"), part(config.html(), "html"));
        var part = new MimeBodyPart();
        part.setContent(both);
        return part;
    }

    private static MimeBodyPart part(@Nullable String text, String kind) throws MessagingException {
        var part = new MimeBodyPart();
        part.setText(text == null ? "" : text, "UTF-8", kind);
        return part;
    }

    private static MimeBodyPart attachment(Path file) throws MessagingException, IOException {
        if (!Files.isRegularFile(file)) {
            throw TaskFailedException.terminal(
                    ErrorCode.NOT_FOUND, "attachment '%s' is not there".formatted(file), null);
        }
        var part = new MimeBodyPart();
        part.attachFile(file.toFile());
        return part;
    }

    private static InternetAddress[] addresses(List<String> texts) {
        return texts.stream().map(Letter::address).toArray(InternetAddress[]::new);
    }

    private static InternetAddress address(String text) {
        try {
            var addresses = InternetAddress.parse(oneLine("address", text), true);
            if (addresses.length == 1) {
                addresses[0].validate();
                return new InternetAddress(addresses[0].getAddress(), addresses[0].getPersonal(), "UTF-8");
            }
            throw bad("'%s' is not one address, but %d".formatted(text, addresses.length));
        } catch (AddressException | java.io.UnsupportedEncodingException e) {
            throw bad("'%s' is no email address: %s".formatted(text, e.getMessage()));
        }
    }

    private static String oneLine(String what, String text) {
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw bad("a line break in the %s of an email".formatted(what));
        }
        return text;
    }

    private String messageId(InternetAddress from) {
        String domain = from.getAddress().substring(from.getAddress().indexOf('@') + 1);
        String key = context.attempt().idempotencyKey().replaceAll("[^A-Za-z0-9]+", ".");
        return "<%s.%s@%s>"
                .formatted(key, context.run().interval().logicalDate().toEpochMilli(), domain);
    }

    private static TaskFailedException bad(String message) {
        return TaskFailedException.terminal(ErrorCode.BAD_INPUT, message, null);
    }

    /// Keeps the id that it is given, which the library would make up.
    private static final class Identified extends MimeMessage {
        private final String id;

        Identified(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
