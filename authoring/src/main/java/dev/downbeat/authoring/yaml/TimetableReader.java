package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.yaml.DagKeys.ScheduleKeys;
import dev.downbeat.decider.schedule.Cron;
import dev.downbeat.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads the keys of `schedule` that say when it ticks.
final class TimetableReader {
    private final MappingNode node;
    private final Problems problems;
    private final MomentReader moments;

    TimetableReader(MappingNode node, Problems problems) {
        this.node = node;
        this.problems = problems;
        this.moments = new MomentReader(problems);
    }

    /// Whether it ticks at times of day.
    static boolean needsZone(ScheduleKeys keys) {
        return !keys.cron().isEmpty() && isCron(Schedule.byCron(keys.cron()));
    }

    private static boolean isCron(Schedule.Timetable timetable) {
        return timetable instanceof Schedule.Cron || timetable instanceof Schedule.Crons;
    }

    /// Empty when something is wrong with it, which is then among the problems.
    Optional<Schedule.Timetable> read(ScheduleKeys keys, ZoneId zone) {
        Optional<Schedule.Timetable> base = base(keys, zone);
        if (keys.except().isEmpty()) {
            return base;
        }
        Optional<List<LocalDate>> days = each("except", keys.except(), moments::day);
        return base.isEmpty() || days.isEmpty()
                ? Optional.empty()
                : made("except", () -> new Schedule.Except(base.get(), days.get()));
    }

    private Optional<Schedule.Timetable> base(ScheduleKeys keys, ZoneId zone) {
        int given = (keys.cron().isEmpty() ? 0 : 1)
                + (keys.every() == null ? 0 : 1)
                + (keys.moments().isEmpty() ? 0 : 1)
                + (keys.once() ? 1 : 0)
                + (keys.continuous() ? 1 : 0);
        if (given != 1) {
            problems.add(
                    node,
                    "a schedule has one of cron, every, moments, once and continuous; this one has "
                            + (given == 0 ? "none" : given));
            return Optional.empty();
        }
        if (!keys.cron().isEmpty()) {
            return crons(keys.cron());
        }
        if (!keys.moments().isEmpty()) {
            Optional<List<Instant>> list =
                    each("moments", keys.moments(), (text, at) -> moments.momentOrDay(text, at, zone));
            return list.flatMap(all -> made("moments", () -> new Schedule.Moments(all)));
        }
        Duration every = keys.every();
        if (every != null) {
            return made("every", () -> new Schedule.Every(every));
        }
        return Optional.of(keys.once() ? new Schedule.Once() : new Schedule.Continuous());
    }

    /// What the model refuses is a mistake at this key.
    private Optional<Schedule.Timetable> made(String key, Supplier<Schedule.Timetable> timetable) {
        try {
            return Optional.of(timetable.get());
        } catch (IllegalArgumentException e) {
            problems.add(at(key), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Schedule.Timetable> crons(List<String> expressions) {
        Schedule.Timetable timetable = Schedule.byCron(expressions);
        if (!isCron(timetable)) {
            return Optional.of(timetable);
        }
        return each("cron", expressions, this::cron).map(_ -> timetable);
    }

    private Optional<String> cron(String expression, Node at) {
        try {
            Cron.parse(expression);
            return Optional.of(expression);
        } catch (IllegalArgumentException e) {
            problems.add(at, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// Reads all items of a list, so that every mistake is told; empty when there is one.
    private <T> Optional<List<T>> each(String key, List<String> texts, BiFunction<String, Node, Optional<T>> read) {
        var good = new ArrayList<T>();
        for (int i = 0; i < texts.size(); i++) {
            read.apply(texts.get(i), item(key, i)).ifPresent(good::add);
        }
        return good.size() == texts.size() ? Optional.of(good) : Optional.empty();
    }

    private Node item(String key, int index) {
        Node list = at(key);
        return list instanceof SequenceNode items ? items.getValue().get(index) : list;
    }

    private Node at(String key) {
        return Document.value(node, key).orElse(node);
    }
}
