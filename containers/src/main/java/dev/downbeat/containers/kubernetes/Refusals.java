package dev.downbeat.containers.kubernetes;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Locale;

/// What the cluster's no means.
enum Refusals {
    /// There is a pod of that name.
    EXISTS,
    /// A quota of the namespace is used up; it ends with pods that end.
    QUOTA,
    /// The server is busy, out of reach, or does not know us just now.
    AWAY,
    /// It will not have it.
    FOR_GOOD;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    static Refusals of(KubernetesClientException e) {
        String why = why(e).toLowerCase(Locale.ROOT);
        if (e.getCode() <= 0) {
            return AWAY;
        }
        return switch (e.getCode()) {
            // Two pods that were made at once changed the quota's count; there is none of that name.
            case CONFLICT -> why.contains("resourcequotas") ? AWAY : EXISTS;
            case FORBIDDEN -> why.contains("exceeded quota") || why.contains("insufficient quota") ? QUOTA : FOR_GOOD;
            // A token that has run out is renewed; credentials that are wrong are no fault of the task.
            case UNAUTHORIZED, REQUEST_TIMEOUT, TOO_MANY_REQUESTS -> AWAY;
            default -> e.getCode() >= SERVER_ERROR ? AWAY : FOR_GOOD;
        };
    }

    static String why(Throwable problem) {
        Throwable cause = problem;
        while (!(cause instanceof KubernetesClientException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof KubernetesClientException e ? why(e) : PodEnd.sentence(null, cause.toString());
    }

    /// What the server said, without what the client makes of it.
    static String why(KubernetesClientException e) {
        Status status = e.getStatus();
        if (status != null
                && status.getMessage() != null
                && !status.getMessage().isBlank()) {
            return PodEnd.sentence(null, status.getMessage());
        }
        Throwable cause = e.getCause();
        String told = e.getCode() > 0 ? "status " + e.getCode() : "the Kubernetes API is out of reach";
        String detail = cause == null ? e.getMessage() : cause.getMessage();
        return PodEnd.sentence(
                told, detail == null && cause != null ? cause.getClass().getSimpleName() : detail);
    }
}
