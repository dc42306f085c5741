package dev.downbeat.operators.email;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.TaskFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// An SMTP server to hand messages to.
final class MailServer {
    private static final String TIMEOUT_MILLIS = "30000";

    private final Connection connection;
    private final String protocol;
    private final Session session;

    /// @throws TaskFailedException (terminal) when the connection is for something else
    MailServer(Connection connection) {
        this.connection = connection;
        this.protocol = connection.type();
        if (!protocol.equals("smtp") && !protocol.equals("smtps")) {
            throw TaskFailedException.terminal(
                    ErrorCode.BAD_INPUT,
                    "connection '%s' is of type '%s'; an email needs 'smtp' or 'smtps'"
                            .formatted(connection.id(), protocol),
                    null);
        }
        this.session = Session.getInstance(properties());
    }

    Session session() {
        return session;
    }

    /// Who sends when nobody is named; may be empty.
    String sender() {
        return connection.extra("from").orElse(connection.login().user());
    }

    void send(MimeMessage message) throws MessagingException {
        try (Transport transport = session.getTransport(protocol)) {
            transport.connect(connection.host(), connection.port() > 0 ? connection.port() : -1, user(), password());
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    private @Nullable String user() {
        return connection.login().user().isEmpty() ? null : connection.login().user();
    }

    private @Nullable String password() {
        return connection.login().user().isEmpty() ? null : connection.login().password();
    }

    private Properties properties() {
        var properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.setProperty(prefix + "auth", Boolean.toString(user() != null));
        for (String timeout : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.setProperty(prefix + timeout, TIMEOUT_MILLIS);
        }
        String starttls = connection.extra("starttls").orElse("offered");
        properties.setProperty(prefix + "starttls.enable", Boolean.toString(!starttls.equals("never")));
        properties.setProperty(prefix + "starttls.required", Boolean.toString(starttls.equals("required")));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        return properties;
    }
}
