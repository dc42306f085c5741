package dev.downbeat.executors.remote;

import java.time.Duration;

/// What the scheduler's side of the fleet does how often; used by one thread.
final class Rounds {
    /// Somebody who has not looked for so long cannot tell whether workers could speak meanwhile.
    private static final Duration BLIND = Duration.ofSeconds(3);

    final Round ends = new Round();
    final Round silence = new Round();
    final Round sweep = new Round();
    private long lookedAt = System.nanoTime();
    private long blindUntil = lookedAt;

    Rounds() {
        wasBlind();
    }

    /// Something that is done now and again.
    static final class Round {
        private long last = System.nanoTime();

        /// Whether it is time, and if so it is done now.
        boolean due(Duration pause) {
            long now = System.nanoTime();
            if (now - last < pause.toNanos()) {
                return false;
            }
            last = now;
            return true;
        }
    }

    /// Workers may have been there all the time, with nobody to hear them: they get the time of a silence to
    /// be heard.
    void wasBlind() {
        blindUntil = System.nanoTime() + WorkerHands.SILENCE.toNanos();
    }

    /// Whether silence means that a worker is gone. To be asked every second or so.
    boolean mayTellSilence() {
        long now = System.nanoTime();
        if (now - lookedAt > BLIND.toNanos()) {
            blindUntil = now + WorkerHands.SILENCE.toNanos();
        }
        lookedAt = now;
        return now - blindUntil >= 0;
    }
}
