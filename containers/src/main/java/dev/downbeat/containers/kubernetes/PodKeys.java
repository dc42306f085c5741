package dev.downbeat.containers.kubernetes;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.downbeat.model.Nearest;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Quantity;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What a description has that no Pod has: keys that are not known, and values of the wrong kind. Fabric8's
/// classes, which are made from Kubernetes' own description, say what a Pod has. Kubernetes itself drops
/// unknown keys in silence, and so does Fabric8.
final class PodKeys {
    private static final Map<Class<?>, Map<String, Type>> KNOWN = new ConcurrentHashMap<>();

    private final List<String> mistakes = new ArrayList<>();

    private PodKeys() {}

    /// All that is wrong in it, each with its place.
    ///
    /// @param pod as in YAML, with the `$patch` of a merge
    static List<String> mistakes(Map<?, ?> pod, Class<?> type) {
        var keys = new PodKeys();
        keys.object("", pod, type);
        return List.copyOf(keys.mistakes);
    }

    private void object(String place, Map<?, ?> object, Class<?> type) {
        Map<String, Type> known = known(type);
        object.forEach((name, value) -> {
            String key = String.valueOf(name);
            String here = place.isEmpty() ? key : place + "." + key;
            Type expected = known.get(key);
            if (expected != null) {
                value(here, value, expected);
            } else if (!key.equals(StrategicMerge.DIRECTIVE)) {
                mistakes.add("%s: a Pod has no such key%s".formatted(here, Nearest.hint(key, known.keySet())));
            }
        });
    }

    private void value(String place, Object value, Type expected) {
        if (value == null) {
            return;
        }
        if (expected instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                list(place, value, arguments[0]);
            } else {
                map(place, value, arguments[arguments.length - 1]);
            }
        } else if (expected instanceof Class<?> type) {
            single(place, value, type);
        }
    }

    private void list(String place, Object value, Type element) {
        if (!(value instanceof List<?> list)) {
            wrong(place, value, "a list");
            return;
        }
        String key = StrategicMerge.ELEMENT_KEYS.get(place.substring(place.lastIndexOf('.') + 1));
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            Object name = item instanceof Map<?, ?> object && key != null ? object.get(key) : null;
            String here = "%s[%s]".formatted(place, name == null ? i : name);
            boolean directive = item instanceof Map<?, ?> object && object.containsKey(StrategicMerge.DIRECTIVE);
            if (key != null && item instanceof Map<?, ?> && name == null && !directive) {
                mistakes.add("%s: has to have a %s".formatted(here, key));
            }
            value(here, item, element);
        }
    }

    private void map(String place, Object value, Type element) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> value(place + "." + key, item, element));
        } else {
            wrong(place, value, "an object");
        }
    }

    private void single(String place, Object value, Class<?> type) {
        boolean nested = value instanceof Map || value instanceof List;
        if (KubernetesResource.class.isAssignableFrom(type) && type != Quantity.class && type != IntOrString.class) {
            if (value instanceof Map<?, ?> object) {
                object(place, object, type);
            } else {
                wrong(place, value, "an object");
            }
        } else if (type == Boolean.class && !(value instanceof Boolean)) {
            wrong(place, value, "true or false");
        } else if ((type == Integer.class || type == Long.class)
                && !(value instanceof Integer || value instanceof Long)) {
            wrong(place, value, "a whole number");
        } else if ((type == String.class || type == Quantity.class || type == IntOrString.class) && nested) {
            wrong(place, value, "a single value");
        }
    }

    private void wrong(String place, Object value, String expected) {
        String was = switch (value) {
            case List<?> _ -> "a list";
            case Map<?, ?> _ -> "an object";
            // Not the value itself, which may be a secret.
            case String _ -> "a text";
            case Boolean _ -> "true or false";
            default -> "a number";
        };
        mistakes.add("%s: has to be %s, was %s".formatted(place, expected, was));
    }

    private static Map<String, Type> known(Class<?> type) {
        return KNOWN.computeIfAbsent(type, PodKeys::properties);
    }

    private static Map<String, Type> properties(Class<?> type) {
        var properties = new LinkedHashMap<String, Type>();
        for (Field field : type.getDeclaredFields()) {
            JsonProperty property = field.getAnnotation(JsonProperty.class);
            if (property != null) {
                properties.put(property.value().isEmpty() ? field.getName() : property.value(), field.getGenericType());
            }
        }
        return properties;
    }
}
