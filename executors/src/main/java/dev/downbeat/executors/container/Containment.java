package dev.downbeat.executors.container;

import dev.downbeat.containers.ContainerEngine;
import dev.downbeat.containers.ContainerRequest;
import dev.downbeat.containers.Created;
import dev.downbeat.containers.EngineAway;
import dev.downbeat.containers.Sighting;
import dev.downbeat.containers.Sighting.Phase;
import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.RemoteAttempts.Place;
import dev.downbeat.engine.port.RemoteWork;
import dev.downbeat.executors.attempt.Ended;
import dev.downbeat.executors.attempt.StopReason;
import dev.downbeat.executors.container.Box.Stage;
import dev.downbeat.executors.container.ContainerHands.News;
import dev.downbeat.executors.secrets.Masking;
import dev.downbeat.executors.wire.Ending;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.sdk.json.Json;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// What is done about [Box]es, each time that something is due. A step that fails is due again.
final class Containment {
    private static final System.Logger LOGGER = System.getLogger(Containment.class.getName());
    private static final int MADE_AT_A_TIME = 8;
    private static final int LAST_LINES = 20;
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration WHEN_IN_TROUBLE = Duration.ofSeconds(5);
    private static final Outcome GONE = new Outcome.Lost("its container is gone");

    private final ContainerEngine engine;
    private final Keeping keeping;
    private final RemoteWork work;
    private final ContainerSettings settings;
    private final Boxes boxes;
    private final Consumer<News> news;
    private final Pace pace;
    private final Semaphore making = new Semaphore(MADE_AT_A_TIME);
    /// Names of containers that were nobody's at the last sweep.
    private Set<String> strays = Set.of();

    /// What it works with.
    record Tools(
            ContainerEngine engine, Keeping keeping, ContainerSettings settings, Boxes boxes, Consumer<News> news) {}

    Containment(Tools tools) {
        this.engine = tools.engine();
        this.keeping = tools.keeping();
        this.work = tools.keeping().work();
        this.settings = tools.settings();
        this.boxes = tools.boxes();
        this.news = tools.news();
        this.pace = new Pace(settings.pacing().perSecond(), System.nanoTime());
    }

    void work() {
        adopt(boxes.due(Stage.ADOPTED));
        take(boxes.due(Stage.NEW));
        each(boxes.due(Stage.TAKEN), this::make);
        each(boxes.due(Stage.MADE), this::lookAfter);
        each(boxes.due(Stage.OVER), this::remove);
    }

    /// What goes wrong with one does not keep the others waiting; without the store nothing goes on.
    private static void each(List<Box> boxes, Consumer<Box> step) {
        for (Box box : boxes) {
            try {
                step.accept(box);
            } catch (DownbeatException e) {
                box.inWhile();
                throw e;
            } catch (RuntimeException e) {
                LOGGER.log(System.Logger.Level.ERROR, "the container " + box.name + " cannot be looked after", e);
                box.inWhile();
            }
        }
    }

    // Beginning

    /// The attempts of a server before this one: their containers are there, or are made anew.
    private void adopt(List<Box> adopted) {
        if (adopted.isEmpty()) {
            return;
        }
        try {
            Map<String, Sighting> seen = engine.list(settings.owner()).stream()
                    .collect(Collectors.toMap(Sighting::name, sighting -> sighting, (one, _) -> one));
            for (Box box : adopted) {
                Sighting its = seen.get(box.name);
                box.stage = Stage.MADE;
                box.rest();
                boolean there = its != null && its.claim().equals(box.hash);
                boxes.hear(new News.Seen(
                        there && its != null ? its : new Sighting(box.name, box.hash(), new Phase.Gone())));
            }
        } catch (EngineAway e) {
            adopted.forEach(Box::inWhile);
            away(e);
        }
    }

    private void take(List<Box> fresh) {
        var hashes = new HashMap<Place, String>();
        List<Box> inOrder = fresh.stream()
                .sorted(Comparator.comparingInt(
                        (Box box) -> -box.order.task().placement().priority()))
                .toList();
        for (Box box : inOrder) {
            if (pace.lets(System.nanoTime())) {
                hashes.put(box.place, box.proposed());
            } else {
                box.in(pace.pause());
            }
        }
        if (hashes.isEmpty()) {
            return;
        }
        Set<Place> taken = work.take(hashes);
        for (Box box : inOrder) {
            String hash = hashes.get(box.place);
            if (hash != null && taken.contains(box.place)) {
                box.taken(hash);
            } else if (hash != null) {
                box.in(SOON); // an earlier attempt has not ended; or it is of no use, of which we will hear
            }
        }
    }

    private void make(Box box) {
        if (box.stop) {
            end(box, StopReason.CANCELLED.outcome(box.order.task().policy(), ""), Masking.NONE);
        } else if (box.refused != null) {
            refuse(box, "its container is refused: " + box.refused);
        } else if (settings.server().serves() && settings.server().reachedAt().isEmpty()) {
            box.in(SOON); // it has yet to open its port
        } else if (!settings.server().serves()) {
            refuse(box, "a container could not reach this process: only a server (downbeat up) has such tasks done");
        } else if (box.stranger) {
            makeRoom(box);
        } else {
            tell(box);
            box.stage = Stage.MAKING;
            box.asked = true;
            box.rest();
            var request = Requests.of(box, settings);
            Thread.ofVirtual().name("make-" + box.name).start(() -> ask(box.place, box.hash(), request));
        }
    }

    private void ask(Place place, String hash, ContainerRequest request) {
        Created created;
        try {
            making.acquire();
            try {
                created = engine.create(request);
            } finally {
                making.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            LOGGER.log(System.Logger.Level.ERROR, "the container " + request.name() + " cannot be made", e);
            created = new Created.Later("it cannot be made: " + e.getMessage(), WHEN_IN_TROUBLE);
        }
        news.accept(new News.Made(place, hash, created));
    }

    /// A container of an older claim is in the way; one of a newer claim means that it is another's by now.
    private void makeRoom(Box box) {
        if (work.held(box.hash()).isEmpty()) {
            boxes.forget(box);
            return;
        }
        try {
            engine.remove(box.name, false);
            box.stranger = false;
            box.in(SOON);
        } catch (EngineAway e) {
            box.inWhile();
            away(e);
        }
    }

    private void refuse(Box box, String why) {
        end(box, new Outcome.Failed(Failure.of(ErrorCode.BAD_INPUT, why), false), Masking.NONE);
    }

    // On the way

    private void lookAfter(Box box) {
        tell(box);
        switch (box.phase) {
            case Phase.Ended ended -> ended(box, ended);
            case Phase.Gone _ -> gone(box);
            case null, default -> {
                if (box.stop) {
                    stop(box);
                } else {
                    box.rest();
                }
            }
        }
    }

    private void tell(Box box) {
        if (box.noteIsNew && !box.started) {
            work.note(box.hash(), box.note);
        }
        box.noteIsNew = false;
    }

    private void ended(Box box, Phase.Ended ended) {
        if (work.held(box.hash()).isEmpty()) {
            over(box); // it reported its end
            return;
        }
        List<String> words = engine.lastWords(box.name, LAST_LINES);
        Masking masking = keeping.masking(box.order.run());
        keeping.log(box.order.attempt(), words, masking);
        end(
                box,
                box.stop
                        ? StopReason.CANCELLED.outcome(box.order.task().policy(), "")
                        : ContainerEnds.of(ended, box.order.task().placement().container(), words),
                masking);
    }

    private void gone(Box box) {
        if (box.stop) {
            end(box, StopReason.CANCELLED.outcome(box.order.task().policy(), ""), Masking.NONE);
            return;
        }
        String old = box.hash();
        String next = box.proposed();
        if (work.retake(old, next)) {
            box.taken(next);
            box.inWhile();
        } else {
            end(box, GONE, Masking.NONE);
        }
    }

    private void stop(Box box) {
        if (!box.started || box.removed) {
            end(box, StopReason.CANCELLED.outcome(box.order.task().policy(), ""), Masking.NONE);
        } else if (box.patient()) {
            box.rest();
        } else {
            try {
                engine.remove(box.name, true);
                box.removed = true;
            } catch (EngineAway e) {
                away(e);
            }
            box.in(WHEN_IN_TROUBLE.multipliedBy(6));
        }
    }

    // The end

    /// Nothing happens when the attempt reported another end before.
    private void end(Box box, Outcome outcome, Masking masking) {
        Ended ended = Ended.with(outcome).masked(masking);
        boolean ours = work.end(box.hash(), Json.write(Ending.of(ended)));
        LOGGER.log(System.Logger.Level.DEBUG, "{0} ended as {1}, {2}", box.name, outcome, ours ? "by us" : "by itself");
        over(box);
    }

    private static void over(Box box) {
        box.stage = Stage.OVER;
        box.now();
    }

    private void remove(Box box) {
        if (!box.asked) {
            boxes.forget(box);
            return;
        }
        try {
            engine.remove(box.name, !(box.phase instanceof Phase.Ended));
            boxes.forget(box);
        } catch (EngineAway e) {
            box.inWhile();
            away(e);
        }
    }

    private static void away(EngineAway e) {
        LOGGER.log(System.Logger.Level.WARNING, "What makes containers cannot be asked: {0}", e.getMessage());
    }

    // What nobody told of

    /// Containers whose claims are held by nobody, and boxes whose containers went away unseen.
    void sweep() {
        List<Sighting> all;
        try {
            all = engine.list(settings.owner());
        } catch (EngineAway e) {
            away(e);
            return;
        }
        var names = new HashSet<String>();
        var nobodys = new HashSet<String>();
        for (Sighting sighting : all) {
            names.add(sighting.name());
            Box box = boxes.named(sighting.name());
            boolean ours = box != null && sighting.claim().equals(box.hash);
            if (!ours && work.held(sighting.claim()).isEmpty()) {
                nobodys.add(sighting.name());
            }
        }
        for (String name : nobodys) {
            if (strays.contains(name)) {
                removeStray(name);
            }
        }
        strays = nobodys;
        for (Box box : boxes.at(Stage.MADE)) {
            if (box.seen && !names.contains(box.name)) {
                boxes.hear(new News.Seen(new Sighting(box.name, box.hash(), new Phase.Gone())));
            }
        }
    }

    private void removeStray(String name) {
        try {
            engine.remove(name, false);
            LOGGER.log(System.Logger.Level.INFO, "Removed the container {0}, which nobody waits for", name);
        } catch (EngineAway e) {
            away(e);
        }
    }
}
