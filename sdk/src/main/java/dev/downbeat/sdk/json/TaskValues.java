package dev.downbeat.sdk.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.TypeFactory;

/// How the values of a DAG's own Java types are written as JSON and read back: as [Json] does, and further
///
/// - a [Path] is its text;
/// - a value of a sealed type says which of the permitted classes it is, under [#TYPE].
///
/// A mapper remembers every class it has met. There is one for each class that holds DAGs or tasks, and it
/// dies with that class, so that code which was reloaded can be forgotten.
public final class TaskValues {
    /// The key that names the class of a value of a sealed type: `{"$type": "Promote", …}`.
    public static final String TYPE = "$type";

    private static final ClassValue<TaskValues> OF_CLASS = new ClassValue<>() {
        @Override
        protected TaskValues computeValue(Class<?> type) {
            return new TaskValues();
        }
    };

    private final JsonMapper mapper = Json.MAPPER
            .rebuild()
            .typeFactory(TypeFactory.createDefaultInstance())
            .annotationIntrospector(new SealedTypes())
            .enable(MapperFeature.USE_BASE_TYPE_AS_DEFAULT_IMPL)
            .disable(MapperFeature.REQUIRE_TYPE_ID_FOR_SUBTYPES)
            .addModule(new SimpleModule()
                    .addSerializer(Path.class, new PathWriter())
                    .addDeserializer(Path.class, new PathReader()))
            .build();

    private TaskValues() {}

    /// The conversions for the code that belongs to `owner`.
    public static TaskValues of(Class<?> owner) {
        return OF_CLASS.get(owner);
    }

    /// Plain Java values ([dev.downbeat.model.Values]) as a typed one; references to artifacts in it are
    /// followed.
    ///
    /// @throws DownbeatException BAD_INPUT when they do not fit the type
    public @Nullable Object read(@Nullable Object plain, Type type) {
        JavaType target = mapper.constructType(type);
        try {
            return Artifacts.file(plain)
                    .map(file -> (@Nullable Object) mapper.readValue(file, target))
                    .orElseGet(() -> mapper.convertValue(Artifacts.resolve(plain), target));
        } catch (JacksonException e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, e.getOriginalMessage(), e);
        }
    }

    /// A typed value as plain Java values.
    ///
    /// @throws DownbeatException BAD_INPUT when it has no JSON form
    public @Nullable Object plain(@Nullable Object value, Type type) {
        try {
            return Json.read(mapper.writerFor(mapper.constructType(type)).writeValueAsString(value));
        } catch (JacksonException e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, e.getOriginalMessage(), e);
        }
    }

    /// Writes a typed value as JSON; `out` stays open.
    ///
    /// @throws DownbeatException BAD_INPUT when it has no JSON form
    /// @throws IOException when `out` does not take it
    public void write(@Nullable Object value, Type type, OutputStream out) throws IOException {
        try {
            mapper.writerFor(mapper.constructType(type))
                    .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
                    .writeValue(out, value);
        } catch (JacksonIOException e) {
            throw new IOException(e.getOriginalMessage(), e);
        } catch (JacksonException e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, e.getOriginalMessage(), e);
        }
    }

    /// Adds [#TYPE] to the values of sealed types that say nothing else about it.
    private static final class SealedTypes extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
            JsonTypeInfo.Value explicit = super.findPolymorphicTypeInfo(config, annotated);
            if (explicit == null && annotated instanceof AnnotatedClass && isOfSealedType(annotated.getRawType())) {
                return JsonTypeInfo.Value.construct(
                        JsonTypeInfo.Id.SIMPLE_NAME, JsonTypeInfo.As.PROPERTY, TYPE, null, false, null, null);
            }
            return explicit;
        }

        private static boolean isOfSealedType(@Nullable Class<?> type) {
            if (type == null || type.isEnum() || isOfJdk(type)) {
                return false;
            }
            if (type.isSealed() || isOfSealedType(type.getSuperclass())) {
                return true;
            }
            for (Class<?> parent : type.getInterfaces()) {
                if (isOfSealedType(parent)) {
                    return true;
                }
            }
            return false;
        }

        /// String, Integer and others belong to sealed types of the JDK, which mean nothing here.
        private static boolean isOfJdk(Class<?> type) {
            return type.getModule().isNamed() && type.getModule().getName().startsWith("java.");
        }
    }

    private static final class PathWriter extends ValueSerializer<Path> {
        @Override
        public void serialize(Path value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(value.toString());
        }

        @Override
        public void serializeWithType(
                Path value, JsonGenerator generator, SerializationContext context, TypeSerializer typeSerializer) {
            serialize(value, generator, context);
        }
    }

    private static final class PathReader extends ValueDeserializer<Path> {
        @Override
        public Path deserialize(JsonParser parser, DeserializationContext context) {
            String text = parser.getString();
            return text.startsWith("file:") ? Path.of(URI.create(text)) : Path.of(text);
        }
    }
}
