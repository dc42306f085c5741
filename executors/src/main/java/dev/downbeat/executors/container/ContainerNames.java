package dev.downbeat.executors.container;

import dev.downbeat.engine.port.RemoteAttempts.Place;
import dev.downbeat.model.AttemptId;
import dev.downbeat.sdk.json.SpecJson;
import java.util.Locale;

/// What containers are called.
final class ContainerNames {
    private static final int READABLE = 40;
    private static final int HASHED = 16;

    private ContainerNames() {}

    /// Always the same for the same execution of an attempt, and no other's: for people the task's name, behind it
    /// a hash of whose installation, run, task, map index, attempt and look it is. Lower-case letters, digits and
    /// `-`, 63 at most.
    static String of(String owner, Place place) {
        AttemptId attempt = place.attempt();
        String exact = "%s/%d/%s/%d/%d/%d"
                .formatted(
                        owner,
                        attempt.key().run().value(),
                        attempt.key().task().value(),
                        attempt.key().index().value(),
                        attempt.number(),
                        place.look());
        String readable = attempt.key()
                .task()
                .value()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        String shown = readable.length() > READABLE ? readable.substring(0, READABLE) : readable;
        return "db-" + (shown.isEmpty() ? "" : shown + "-")
                + SpecJson.sha256(exact).substring(0, HASHED);
    }
}
