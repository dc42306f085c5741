package dev.downbeat.operators.email;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.TaskFailedException;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.util.OptionalInt;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/// What a server's refusal means for the task. Replies of 5xx are final by RFC 5321, others may pass.
final class MailFailure {
    private static final int PERMANENT = 500;

    private MailFailure() {}

    static TaskFailedException of(MessagingException failure) {
        var text = new StringBuilder();
        boolean forGood = failure instanceof AuthenticationFailedException;
        for (Exception e = failure; e != null; e = next(e)) {
            String message = String.valueOf(e.getMessage()).strip();
            if (text.indexOf(message) < 0) {
                text.append(text.isEmpty() ? "" : "; ").append(message);
            }
            OptionalInt reply = reply(e);
            forGood |= reply.isPresent() && reply.getAsInt() >= PERMANENT;
        }
        String message = "the mail was not sent: " + text.toString().replaceAll("\\s+", " ");
        return forGood
                ? TaskFailedException.terminal(ErrorCode.EXTERNAL_SERVICE, message, failure)
                : TaskFailedException.retryable(ErrorCode.EXTERNAL_SERVICE, message, failure);
    }

    private static @Nullable Exception next(Exception e) {
        return e instanceof MessagingException messaging ? messaging.getNextException() : null;
    }

    private static OptionalInt reply(Exception e) {
        return switch (e) {
            case SMTPSendFailedException send -> OptionalInt.of(send.getReturnCode());
            case SMTPAddressFailedException address -> OptionalInt.of(address.getReturnCode());
            case SMTPSenderFailedException sender -> OptionalInt.of(sender.getReturnCode());
            default -> OptionalInt.empty();
        };
    }
}
