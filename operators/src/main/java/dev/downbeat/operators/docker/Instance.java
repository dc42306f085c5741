package dev.downbeat.operators.docker;

import static dev.downbeat.containers.AttemptLabels.ATTEMPT;
import static dev.downbeat.containers.AttemptLabels.DAG;
import static dev.downbeat.containers.AttemptLabels.MAP_INDEX;
import static dev.downbeat.containers.AttemptLabels.RUN;
import static dev.downbeat.containers.AttemptLabels.TASK;

import dev.downbeat.containers.AttemptLabels;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.sdk.operator.TaskContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Which container belongs to which attempt: its name, which all attempts of a task instance share, and
/// labels.
///
/// @param place the folder in which this installation keeps the task instance's files, as text; the runs of
///              another one have the same numbers
record Instance(String name, String place, String dag, AttemptId attempt) {
    static final String MADE_BY = "downbeat.dev/operator";
    private static final String PLACE = "downbeat.dev/place";
    private static final String DOCKER = "docker";

    private static final int LONGEST_NAME = 63;
    private static final int HASH = 10;

    static Instance of(TaskContext context) {
        Path file = context.checkpointFile().toAbsolutePath().normalize();
        String place = String.valueOf(file.getParent());
        TaskKey key = context.attempt().key();
        String dag = context.run().dag().value();
        String index = key.index().mapped() ? "-" + key.index().value() : "";
        String words = "downbeat-%s-%s-%s%s".formatted(dag, key.run(), key.task(), index);
        // The runs of another installation have the same numbers and perhaps the same folders, but hardly the same
        // dates. A run that was read back has lost what the database does not keep of its date.
        Instant date = context.run().interval().logicalDate().truncatedTo(ChronoUnit.SECONDS);
        String hash = hash(place + " " + date + " " + words);
        String plain = words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String head = plain.substring(0, Math.min(plain.length(), LONGEST_NAME - HASH - 1));
        return new Instance(head + "-" + hash, place, dag, context.attempt());
    }

    Map<String, String> labels() {
        var labels = new LinkedHashMap<>(AttemptLabels.of(dag, attempt));
        labels.put(MADE_BY, DOCKER);
        labels.put(PLACE, place);
        return labels;
    }

    /// What is common to all that this operator makes.
    static Map<String, String> anybodys() {
        return Map.of(MADE_BY, DOCKER);
    }

    /// Who made a container; empty when it was not this operator.
    static Optional<Instance> read(String name, Map<String, String> labels) {
        try {
            if (!labels.keySet().containsAll(List.of(PLACE, DAG, RUN, TASK, MAP_INDEX, ATTEMPT))) {
                return Optional.empty();
            }
            var key = new TaskKey(
                    new RunId(Long.parseLong(labels.getOrDefault(RUN, ""))),
                    new TaskId(labels.getOrDefault(TASK, "")),
                    MapIndex.of(Integer.parseInt(labels.getOrDefault(MAP_INDEX, ""))));
            var attempt = new AttemptId(key, Integer.parseInt(labels.getOrDefault(ATTEMPT, "")));
            return Optional.of(
                    new Instance(name, labels.getOrDefault(PLACE, ""), labels.getOrDefault(DAG, ""), attempt));
        } catch (IllegalArgumentException _) {
            // Labels that only look like ours.
            return Optional.empty();
        }
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
