package dev.downbeat.sdk.json;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Durations;
import dev.downbeat.model.ErrorCode;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/// The one mapper: snake_case names, durations as `30s`, unknown fields are errors, map keys in canonical order
/// when asked for by [#canonical].
public final class Json {
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .addModule(new SimpleModule()
                    .addSerializer(Duration.class, new DurationWriter())
                    .addDeserializer(Duration.class, new DurationReader()))
            .build();

    private static final JsonMapper CANONICAL = MAPPER.rebuild()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Json() {}

    /// The key of a Java name: `minAuc` is `min_auc`.
    public static String key(String javaName) {
        return PropertyNamingStrategies.SNAKE_CASE.nameForConstructorParameter(
                MAPPER.serializationConfig(), null, javaName);
    }

    public static String write(@Nullable Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /// The same text for equal values, whatever the order in which their maps were filled.
    public static String canonical(@Nullable Object value) {
        return CANONICAL.writeValueAsString(value);
    }

    public static String pretty(@Nullable Object value) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }

    /// Any JSON text as plain Java values ([Values]).
    ///
    /// @throws DownbeatException BAD_INPUT when it is not JSON
    public static @Nullable Object read(String text) {
        return read(text, Object.class);
    }

    /// @throws DownbeatException BAD_INPUT when it is not JSON or does not fit the type
    public static <T> T read(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JacksonException e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, e.getOriginalMessage(), e);
        }
    }

    /// A typed value as plain Java values.
    @SuppressWarnings("unchecked") // JSON objects have string keys
    public static Map<String, @Nullable Object> toMap(Object value) {
        return (Map<String, @Nullable Object>) MAPPER.convertValue(value, Map.class);
    }

    public static @Nullable Object toPlain(@Nullable Object value) {
        return value == null ? null : MAPPER.convertValue(value, Object.class);
    }

    /// Plain Java values as a typed one.
    ///
    /// @throws DownbeatException BAD_INPUT when they do not fit
    public static <T> T convert(@Nullable Object plain, Class<T> type) {
        try {
            return MAPPER.convertValue(plain, type);
        } catch (JacksonException e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, e.getOriginalMessage(), e);
        }
    }

    /// The same for a generic type such as `List<Path>`.
    public static @Nullable Object convertTo(@Nullable Object plain, Type type) {
        JavaType target = MAPPER.constructType(type);
        try {
            return MAPPER.convertValue(plain, target);
        } catch (JacksonException e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, e.getOriginalMessage(), e);
        }
    }

    private static final class DurationWriter extends ValueSerializer<Duration> {
        @Override
        public void serialize(Duration value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(Durations.format(value));
        }
    }

    private static final class DurationReader extends ValueDeserializer<Duration> {
        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) {
            String text = parser.getString();
            try {
                return Durations.parse(text);
            } catch (IllegalArgumentException e) {
                throw context.weirdStringException(text, Duration.class, String.valueOf(e.getMessage()));
            }
        }
    }
}
