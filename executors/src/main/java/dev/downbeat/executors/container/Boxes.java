package dev.downbeat.executors.container;

import dev.downbeat.containers.Created;
import dev.downbeat.containers.Sighting;
import dev.downbeat.containers.Sighting.Phase;
import dev.downbeat.engine.port.RemoteAttempts.Place;
import dev.downbeat.engine.port.RemoteAttempts.Standing;
import dev.downbeat.executors.container.Box.Stage;
import dev.downbeat.executors.container.ContainerHands.News;
import dev.downbeat.executors.remote.Hands.Offer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All [Box]es of this process, and what news change about them. Does nothing that could fail.
final class Boxes {
    /// For so long a program that has reported its end may take to end by itself.
    private static final Duration LAST_STEPS = Duration.ofSeconds(3);

    private static final Duration FOREVER = Duration.ofDays(1);

    private final String owner;
    private final Duration patience;
    private final Map<Place, Box> byPlace = new HashMap<>();
    private final Map<String, Box> byName = new HashMap<>();

    /// @param patience that an attempt has to stop when it is told to
    Boxes(String owner, Duration patience) {
        this.owner = owner;
        this.patience = patience;
    }

    /// Those at a stage for which something is to be done now.
    List<Box> due(Stage stage) {
        long now = System.nanoTime();
        return byPlace.values().stream()
                .filter(box -> box.stage == stage && box.due(now))
                .toList();
    }

    long nextDue() {
        long now = System.nanoTime();
        return byPlace.values().stream()
                .mapToLong(Box::due)
                .reduce(now + FOREVER.toNanos(), (one, other) -> one - other < 0 ? one : other);
    }

    List<Box> at(Stage stage) {
        return byPlace.values().stream().filter(box -> box.stage == stage).toList();
    }

    @Nullable
    Box named(String name) {
        return byName.get(name);
    }

    void forget(Box box) {
        byPlace.remove(box.place, box);
        byName.remove(box.name, box);
    }

    void hear(News news) {
        switch (news) {
            case News.Offered offered -> offered(offered.offer());
            case News.Stop stop -> stopped(byPlace.get(stop.place()), stop.started());
            case News.Over over -> over(byPlace.get(over.place()));
            case News.LetGo letGo -> {
                Box box = byPlace.get(letGo.place());
                if (box != null) {
                    forget(box);
                }
            }
            case News.Made made -> made(byPlace.get(made.place()), made.hash(), made.created());
            case News.Seen seen -> seen(seen.sighting());
            case News.Nothing _ -> {}
        }
    }

    private void offered(Offer offer) {
        if (byPlace.containsKey(offer.place())) {
            return; // the scheduler found it again
        }
        Standing standing = offer.standing();
        var box = new Box(offer.place(), offer.order(), ContainerNames.of(owner, offer.place()), standing.token());
        box.started = standing.started();
        byPlace.put(box.place, box);
        byName.put(box.name, box);
    }

    private void stopped(@Nullable Box box, boolean started) {
        if (box == null || box.stage == Stage.OVER || box.stop) {
            return;
        }
        box.started |= started;
        box.toStop(patience);
    }

    private void over(@Nullable Box box) {
        if (box == null) {
            return;
        }
        if (box.hash == null) {
            forget(box);
        } else if (box.stage != Stage.OVER) {
            box.in(box.phase instanceof Phase.Ended ? Duration.ZERO : LAST_STEPS);
            box.stage = Stage.OVER;
        }
    }

    private static void made(@Nullable Box box, String hash, Created created) {
        if (box == null || box.stage != Stage.MAKING || !hash.equals(box.hash)) {
            return;
        }
        switch (created) {
            case Created.Accepted _ -> box.stage = Stage.MADE;
            case Created.Exists exists -> {
                if (exists.claim().equals(hash)) {
                    box.stage = Stage.MADE;
                } else {
                    box.stage = Stage.TAKEN;
                    box.stranger = true;
                }
            }
            case Created.Later later -> {
                box.stage = Stage.TAKEN;
                box.tell(later.why());
                box.in(later.pause());
                return;
            }
            case Created.Refused refused -> {
                box.stage = Stage.TAKEN;
                box.refused = refused.why();
            }
        }
        if (box.phase != null || box.stage == Stage.TAKEN) {
            box.now();
        } else {
            box.rest();
        }
    }

    private void seen(Sighting sighting) {
        Box box = byName.get(sighting.name());
        boolean its = box != null
                && box.hash != null
                && (sighting.claim().equals(box.hash) || sighting.phase() instanceof Phase.Gone);
        if (box == null || !its) {
            return; // one of before, or another server's
        }
        if (box.stage == Stage.OVER) {
            if (!(sighting.phase() instanceof Phase.Waiting) && !(sighting.phase() instanceof Phase.Running)) {
                box.now();
            }
            return;
        }
        box.seen = true;
        switch (sighting.phase()) {
            case Phase.Waiting waiting -> box.tell(waiting.why());
            case Phase.Running _ -> {}
            case Phase.Ended ended -> end(box, ended);
            case Phase.Gone gone -> {
                if (!sighting.claim().isEmpty() && !sighting.claim().equals(box.hash)) {
                    return;
                }
                if (box.stage == Stage.MADE || box.stage == Stage.ADOPTED) {
                    end(box, gone);
                }
            }
        }
    }

    /// Its end is looked into once it is known that it was made.
    private static void end(Box box, Phase phase) {
        if (!(box.phase instanceof Phase.Ended)) {
            box.phase = phase;
        }
        if (box.stage != Stage.MAKING) {
            box.stage = Stage.MADE;
            box.now();
        }
    }
}
