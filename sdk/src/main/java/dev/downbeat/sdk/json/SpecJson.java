package dev.downbeat.sdk.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.downbeat.model.About;
import dev.downbeat.model.AssetCondition;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Origin;
import dev.downbeat.model.Placement;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// [DagSpec] as JSON text and back: what the store keeps and what a version's hash is taken of.
public final class SpecJson {
    private static final JsonMapper MAPPER = Json.MAPPER
            .rebuild()
            .addMixIn(DagId.class, Text.class)
            .addMixIn(TaskId.class, Text.class)
            .addMixIn(AssetName.class, Text.class)
            .addMixIn(AssetCondition.class, Conditions.class)
            .addMixIn(Schedule.class, Schedules.class)
            .addMixIn(Schedule.Timetable.class, Timetables.class)
            .addMixIn(Mapping.class, Mappings.class)
            .addMixIn(Placement.class, Placements.class)
            .addMixIn(Mapping.Source.class, Sources.class)
            .build();

    private static final JsonMapper CANONICAL = MAPPER.rebuild()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private SpecJson() {}

    public static String write(DagSpec spec) {
        return MAPPER.writeValueAsString(spec);
    }

    public static DagSpec read(String json) {
        return MAPPER.readValue(json, DagSpec.class);
    }

    /// The `schedule` of a spec alone.
    public static Schedule readSchedule(String json) {
        return MAPPER.readValue(json, Schedule.class);
    }

    /// SHA-256 in hex of what the spec means: where it stands, in which file and line, does not count.
    public static String hash(DagSpec spec) {
        About about = spec.about();
        var origin = new Origin(about.origin().format(), "", about.origin().digest());
        var placeless = new DagSpec(
                spec.id(),
                new About(about.description(), about.docs(), about.owners(), about.tags(), origin),
                spec.schedule(),
                spec.params(),
                spec.policy(),
                spec.groups(),
                spec.tasks().stream().map(SpecJson::placeless).toList());
        return sha256(CANONICAL.writeValueAsString(placeless));
    }

    private static TaskSpec placeless(TaskSpec task) {
        return task.withAbout(task.about().withLine(0));
    }

    public static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// An id is its text, as a value and as a map key.
    private abstract static class Text {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Text(@SuppressWarnings("unused") String value) {}

        @JsonValue
        abstract String value();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Schedule.Manual.class, name = "manual"),
        @JsonSubTypes.Type(value = Schedule.Timed.class, name = "timed"),
        @JsonSubTypes.Type(value = Schedule.Triggered.class, name = "triggered")
    })
    private interface Schedules {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = AssetCondition.One.class, name = "one"),
        @JsonSubTypes.Type(value = AssetCondition.All.class, name = "all"),
        @JsonSubTypes.Type(value = AssetCondition.Any.class, name = "any")
    })
    private interface Conditions {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Schedule.Cron.class, name = "cron"),
        @JsonSubTypes.Type(value = Schedule.Crons.class, name = "crons"),
        @JsonSubTypes.Type(value = Schedule.Every.class, name = "every"),
        @JsonSubTypes.Type(value = Schedule.Moments.class, name = "moments"),
        @JsonSubTypes.Type(value = Schedule.Except.class, name = "except"),
        @JsonSubTypes.Type(value = Schedule.Once.class, name = "once"),
        @JsonSubTypes.Type(value = Schedule.Continuous.class, name = "continuous")
    })
    private interface Timetables {}

    /// Without what is not there, so that a new part of it makes no new version of every DAG.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private interface Placements {}

    /// By `type`: a mapping over lists has a `kind` of its own.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Mapping.Single.class, name = "single"),
        @JsonSubTypes.Type(value = Mapping.Over.class, name = "over"),
        @JsonSubTypes.Type(value = Mapping.Along.class, name = "along")
    })
    private interface Mappings {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Mapping.Literal.class, name = "literal"),
        @JsonSubTypes.Type(value = Mapping.Template.class, name = "template")
    })
    private interface Sources {}
}
