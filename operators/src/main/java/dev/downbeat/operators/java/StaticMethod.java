package dev.downbeat.operators.java;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import dev.downbeat.sdk.Task;
import dev.downbeat.sdk.json.TaskValues;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A static method that a DAG calls by its name.
record StaticMethod(Method method) {
    /// @throws DownbeatException NOT_FOUND with the nearest name when the class has no such static method,
    /// BAD_INPUT when it has several
    static StaticMethod find(Class<?> type, String name) {
        List<Method> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
                .toList();
        List<Method> named =
                methods.stream().filter(method -> method.getName().equals(name)).toList();
        if (named.isEmpty()) {
            List<String> known = methods.stream().map(Method::getName).toList();
            throw new DownbeatException(
                    ErrorCode.NOT_FOUND,
                    "class %s has no static method '%s'%s"
                            .formatted(type.getSimpleName(), name, Nearest.hint(name, known)));
        }
        if (named.size() > 1) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "class %s has %d methods '%s': give the one that is meant a name of its own"
                            .formatted(type.getSimpleName(), named.size(), name));
        }
        return new StaticMethod(named.getFirst());
    }

    /// @param args a map by parameter name or a list by position
    TaskResult run(Object args, TaskContext context) throws Exception {
        var values = TaskValues.of(method.getDeclaringClass());
        List<@Nullable Object> given = args instanceof Map<?, ?> map ? byName(map) : byPosition((List<?>) args);
        var converted = new ArrayList<@Nullable Object>();
        for (int i = 0; i < given.size(); i++) {
            converted.add(convert(given.get(i), method.getParameters()[i], values));
        }
        Object result = Task.within(context, () -> call(converted));
        return JsonOutput.of(result, method.getGenericReturnType(), values, context);
    }

    private @Nullable Object call(List<@Nullable Object> converted) throws Exception {
        method.setAccessible(true);
        try {
            return method.invoke(null, converted.toArray());
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case Exception thrown -> throw thrown;
                case Error error -> throw error;
                case null, default -> throw e;
            }
        }
    }

    private List<@Nullable Object> byName(Map<?, ?> args) {
        List<Parameter> parameters = List.of(method.getParameters());
        if (!args.isEmpty() && parameters.stream().anyMatch(parameter -> !parameter.isNamePresent())) {
            throw TaskFailedException.terminal(
                    "the names of the parameters of '%s' are not known, as it was compiled without -parameters: give 'args' as a list"
                            .formatted(method.getName()));
        }
        List<String> names = parameters.stream().map(Parameter::getName).toList();
        for (Object name : args.keySet()) {
            if (!names.contains(String.valueOf(name))) {
                throw TaskFailedException.terminal("'%s' has no parameter '%s'%s"
                        .formatted(method.getName(), name, Nearest.hint(String.valueOf(name), names)));
            }
        }
        var given = new ArrayList<@Nullable Object>();
        for (String name : names) {
            if (!args.containsKey(name)) {
                throw TaskFailedException.terminal(
                        "the argument '%s' of '%s' is missing".formatted(name, method.getName()));
            }
            given.add(args.get(name));
        }
        return given;
    }

    private List<@Nullable Object> byPosition(List<?> args) {
        if (args.size() != method.getParameterCount()) {
            throw TaskFailedException.terminal("'%s' takes %d arguments and was given %d"
                    .formatted(method.getName(), method.getParameterCount(), args.size()));
        }
        return new ArrayList<@Nullable Object>(args);
    }

    private @Nullable Object convert(@Nullable Object value, Parameter parameter, TaskValues values) {
        if (value == null && parameter.getType().isPrimitive()) {
            throw TaskFailedException.terminal("the argument '%s' of '%s' is null, which %s cannot be"
                    .formatted(parameter.getName(), method.getName(), parameter.getType()));
        }
        try {
            return values.read(value, parameter.getParameterizedType());
        } catch (DownbeatException e) {
            throw TaskFailedException.terminal(
                    e.code(),
                    "the argument '%s' of '%s': %s".formatted(parameter.getName(), method.getName(), e.text()),
                    e);
        }
    }
}
