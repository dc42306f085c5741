package dev.downbeat.executors.container;

import dev.downbeat.containers.Sighting.Phase;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.engine.port.RemoteAttempts.Place;
import dev.downbeat.executors.remote.Tokens;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One attempt and its container, as the thread of [ContainerHands] sees it.
final class Box {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /// How far it is.
    enum Stage {
        /// It waits in the store, for us to take it.
        NEW,
        /// It is held, and its container is to be made.
        TAKEN,
        /// The engine is being asked for the container.
        MAKING,
        /// There is a container.
        MADE,
        /// Another server held it: whether there is a container is to be found out.
        ADOPTED,
        /// It has ended: nothing is left but to remove the container.
        OVER
    }

    final Place place;
    final Order order;
    final String name;
    Stage stage;
    /// Null when another server has made it.
    @Nullable
    String token;
    /// What is held in the store, and is the container's claim; null while nothing is.
    @Nullable
    String hash;

    /// The engine was asked for a container, by us or by the server before us.
    boolean asked;

    boolean started;
    boolean stop;
    /// It was told to stop, and has not; the engine was asked to end it.
    boolean removed;

    @Nullable
    Phase phase;
    /// Under its name there is a container that was made for another claim.
    boolean stranger;
    /// Why the engine will never make it.
    @Nullable
    String refused;

    String note = "";
    boolean noteIsNew;
    /// The engine has shown it.
    boolean seen;
    private int again;
    private long due;
    private long patientUntil;

    Box(Place place, Order order, String name, @Nullable String hash) {
        this.place = place;
        this.order = order;
        this.name = name;
        this.hash = hash;
        this.stage = hash == null ? Stage.NEW : Stage.ADOPTED;
        this.asked = hash != null;
        this.due = System.nanoTime();
    }

    String hash() {
        if (hash == null) {
            throw new IllegalStateException(name + " is not held");
        }
        return hash;
    }

    /// A new token, not held yet.
    String proposed() {
        token = Tokens.next();
        return Tokens.hash(token);
    }

    /// Its container is to be made (anew).
    void taken(String held) {
        hash = held;
        stage = Stage.TAKEN;
        phase = null;
        stranger = false;
        now();
    }

    void tell(String text) {
        if (!note.equals(text)) {
            note = text;
            noteIsNew = true;
            now();
        }
    }

    boolean due(long now) {
        return due - now <= 0;
    }

    long due() {
        return due;
    }

    void now() {
        due = System.nanoTime();
    }

    void in(Duration time) {
        due = System.nanoTime() + time.toNanos();
    }

    /// Until something is heard of it.
    void rest() {
        long now = System.nanoTime();
        due = now + LONGEST.toNanos();
        if (stop && patientUntil - due < 0) {
            due = Math.max(now, patientUntil);
        }
    }

    /// @param patience that it has to do so by itself
    void toStop(Duration patience) {
        stop = true;
        patientUntil = System.nanoTime() + patience.toNanos();
        now();
    }

    /// It may still stop by itself.
    boolean patient() {
        return patientUntil - System.nanoTime() > 0;
    }

    /// Twice as long each time.
    void inWhile() {
        Duration pause = Duration.ofMillis(500L << Math.min(again, 7));
        again++;
        in(pause.compareTo(LONGEST) < 0 ? pause : LONGEST);
    }
}
