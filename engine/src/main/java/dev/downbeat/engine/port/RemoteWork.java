package dev.downbeat.engine.port;

import dev.downbeat.engine.port.RemoteAttempts.Place;
import dev.downbeat.model.AttemptId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The attempts of [RemoteAttempts] as those see them who do them: workers, and what they may do to an
/// attempt that they have. A worker is believed as long as it holds the attempt: the token under which it
/// claimed it is good for that one alone, and until it ended or was given up.
///
/// Tokens come as their SHA-256 in hex; the store has nothing else. All methods throw
/// [dev.downbeat.model.DownbeatException] DATABASE when the store is out of reach.
public interface RemoteWork {
    /// A worker as it presents itself.
    record Worker(String name, List<String> queues, int slots, String version) {
        public Worker {
            queues = List.copyOf(queues);
        }
    }

    /// A worker as it is known.
    ///
    /// @param running attempts that it has
    record Known(long id, Worker worker, boolean draining, int running, Instant registeredAt, Instant heardAt) {}

    /// An attempt that a worker has.
    ///
    /// @param work the order, as JSON
    record Held(Place place, String token, String work) {}

    /// What waits in a queue.
    ///
    /// @param oldest since when the first one waits
    record Depth(String queue, int waiting, int claimed, Instant oldest) {}

    /// @return its id; a worker that was there before under the same name is another one
    long register(Worker worker);

    /// The worker is there.
    ///
    /// @return false when there is none with this id
    boolean heard(long worker, boolean draining);

    /// Gives the worker attempts of its queues that wait, the highest priority first, then the oldest: as
    /// many as there are tokens.
    List<Held> claim(long worker, String executor, Collection<String> queues, List<String> tokens);

    /// Takes attempts that wait for somebody who is made for each of them.
    ///
    /// @param tokens of each the one under which it is held from now on
    /// @return those that are held now; the others wait still, for an earlier attempt has not ended, or are of no
    ///         use any more
    Set<Place> take(Map<Place, String> tokens);

    /// Holds an attempt that has not begun under another token.
    ///
    /// @return false when it is not held under the old one any more, or has begun
    boolean retake(String token, String next);

    /// What an attempt that has not begun waits for, for people; empty when it is not known.
    void note(String token, String text);

    /// See [#note]; empty also when the attempt is not there, or has begun.
    String noteOf(AttemptId attempt);

    /// Whether the attempt that is held under this token is to go on; not when it is to be stopped, or is held
    /// under it no longer.
    boolean mayGoOn(String token);

    /// What the worker does not know of, though it claimed it, waits again: the answer to its claim was lost.
    ///
    /// @param tokens of those that it knows of
    void giveBackUnknown(long worker, Collection<String> tokens);

    /// Which of these the worker is to stop: a person or a rule wants it, or they are not its own any longer.
    Set<String> toStop(long worker, Collection<String> tokens);

    /// The attempt that is held under this token now.
    Optional<Held> held(String token);

    /// The task's code is about to begin.
    ///
    /// @return false when it is not held under this token any more
    boolean start(String token);

    /// The attempt has ended. Durable when this returns.
    ///
    /// @param ending as JSON
    /// @return false when it is not held under this token any more
    boolean end(String token, String ending);

    /// Whether it was ended under this token, and is not settled: the answer to whoever reported its end was
    /// lost.
    boolean endedUnder(String token);

    /// The worker leaves. What it has not begun waits for another one.
    void leave(long worker);

    List<Known> workers();

    /// Of all queues in which something waits or is being done.
    List<Depth> depths(String executor);
}
