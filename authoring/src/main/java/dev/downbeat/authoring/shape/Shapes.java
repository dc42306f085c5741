package dev.downbeat.authoring.shape;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Expression;
import dev.downbeat.sdk.operator.Shorthand;
import dev.downbeat.sdk.operator.TaskRef;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the [Shape] of a record class.
public final class Shapes {
    private Shapes() {}

    public static Shape.Fields of(Class<? extends Record> type) {
        Doc doc = type.getAnnotation(Doc.class);
        List<Shape.Field> fields =
                Arrays.stream(type.getRecordComponents()).map(Shapes::field).toList();
        return new Shape.Fields(type, doc == null ? "" : doc.value(), doc == null ? "" : doc.example(), fields);
    }

    private static Shape.Field field(RecordComponent component) {
        Doc doc = component.getAnnotation(Doc.class);
        Default byDefault = component.getAnnotation(Default.class);
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return new Shape.Field(
                name(component),
                shape(component.getGenericType(), component.getAnnotatedType()),
                doc == null ? "" : doc.value(),
                byDefault == null && !nullable,
                byDefault == null ? null : byDefault.value(),
                component.isAnnotationPresent(Shorthand.class),
                role(component));
    }

    private static Shape.Role role(AnnotatedElement component) {
        if (component.isAnnotationPresent(Expression.class)) {
            return Shape.Role.EXPRESSION;
        }
        return component.isAnnotationPresent(TaskRef.class) ? Shape.Role.TASK : Shape.Role.TEMPLATE;
    }

    private static String name(RecordComponent component) {
        // Jackson's annotation has no target for record components: it is carried by the accessor and the field.
        JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
        return renamed != null ? renamed.value() : snake(component.getName());
    }

    private static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static Shape shape(Type type, AnnotatedType annotated) {
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            AnnotatedType[] parts = ((AnnotatedParameterizedType) annotated).getAnnotatedActualTypeArguments();
            int last = parts.length - 1;
            Shape element = shape(generic.getActualTypeArguments()[last], parts[last]);
            if (Collection.class.isAssignableFrom(raw)) {
                return new Shape.ListOf(element);
            }
            if (Map.class.isAssignableFrom(raw)) {
                return new Shape.MapOf(element);
            }
        }
        if (type instanceof Class<?> plain) {
            return shape(plain);
        }
        throw new IllegalArgumentException("settings cannot hold " + type);
    }

    private static Shape shape(Class<?> type) {
        if (type == String.class || type == Path.class) {
            return new Shape.Text();
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return new Shape.Whole();
        }
        if (type == double.class || type == Double.class || type == BigDecimal.class) {
            return new Shape.Real();
        }
        if (type == boolean.class || type == Boolean.class) {
            return new Shape.Flag();
        }
        if (type == Duration.class) {
            return new Shape.Time();
        }
        if (type == Object.class) {
            return new Shape.Any();
        }
        if (type.isEnum()) {
            Object[] constants = Objects.requireNonNull(type.getEnumConstants());
            return new Shape.Choice(Arrays.stream(constants)
                    .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                    .toList());
        }
        if (type.isRecord()) {
            return of(type.asSubclass(Record.class));
        }
        throw new IllegalArgumentException("settings cannot hold " + type.getName());
    }
}
