package dev.downbeat.sdk;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of generic types at run time.
final class Types {
    private Types() {}

    /// Whether a type says all: no type variable is left open and no type argument is missing.
    static boolean isComplete(Type type) {
        return switch (type) {
            case Class<?> c -> c.isArray() ? isComplete(c.getComponentType()) : c.getTypeParameters().length == 0;
            case ParameterizedType p ->
                Arrays.stream(p.getActualTypeArguments()).allMatch(Types::isComplete);
            case WildcardType w -> Arrays.stream(w.getUpperBounds()).allMatch(Types::isComplete);
            case GenericArrayType a -> isComplete(a.getGenericComponentType());
            default -> false;
        };
    }

    static boolean hasVariable(Type type) {
        return switch (type) {
            case TypeVariable<?> _ -> true;
            case ParameterizedType p ->
                Arrays.stream(p.getActualTypeArguments()).anyMatch(Types::hasVariable);
            case WildcardType w -> Arrays.stream(w.getUpperBounds()).anyMatch(Types::hasVariable);
            case GenericArrayType a -> hasVariable(a.getGenericComponentType());
            default -> false;
        };
    }

    /// The type to read an input as. The type of the wired value is the more exact one (the parameter may be
    /// a supertype), unless it is not fully known, as with a literal list.
    static Type input(Type declared, Type wired) {
        return isComplete(wired) && wired != Object.class ? wired : declared;
    }

    static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> c -> c;
            case ParameterizedType p -> raw(p.getRawType());
            case WildcardType w -> raw(w.getUpperBounds()[0]);
            case GenericArrayType a -> raw(a.getGenericComponentType()).arrayType();
            default -> Object.class;
        };
    }

    /// The type of the items of a collection; Object when it is not known.
    static Type elementOf(Type collection) {
        if (collection instanceof ParameterizedType p
                && Collection.class.isAssignableFrom(raw(p))
                && p.getActualTypeArguments().length == 1) {
            return p.getActualTypeArguments()[0];
        }
        return Object.class;
    }

    static ParameterizedType listOf(Type element) {
        return new ListOf(element);
    }

    /// As people write it: `List<Path>`.
    static String show(Type type) {
        return type.getTypeName().replaceAll("[\\w.]+[.$](?=\\w)", "");
    }

    private record ListOf(Type element) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return new Type[] {element};
        }

        @Override
        public Type getRawType() {
            return List.class;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return null;
        }

        @Override
        public String getTypeName() {
            return "java.util.List<" + element.getTypeName() + ">";
        }
    }
}
