package dev.downbeat.sdk;

import dev.downbeat.sdk.json.Json;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The method behind a [Fn]. A serializable lambda tells by its `writeReplace` which method it calls, so a
/// method reference keeps its name and its generic types, which a functional interface alone would lose.
final class MethodLiteral {
    private final Executable method;

    private MethodLiteral(Executable method) {
        this.method = method;
    }

    /// @param where names the place in messages, such as `task 'fit'`
    static MethodLiteral of(String where, Fn fn) {
        SerializedLambda lambda = serializedForm(fn);
        if (lambda.getCapturedArgCount() > 0) {
            throw Refusal.of(
                    "%s captures a value from outside: pass it in as an input, with(Dag.value(…))".formatted(where));
        }
        return find(fn.getClass().getClassLoader(), lambda)
                .map(MethodLiteral::new)
                .orElseThrow(() ->
                        Refusal.of("%s: no method '%s' to be found".formatted(where, lambda.getImplMethodName())));
    }

    /// Whether it is a lambda, whose method has neither a name nor generic types.
    boolean isLambda() {
        return method.isSynthetic();
    }

    /// The name in snake_case: `extractFiles` is `extract_files`.
    String taskName() {
        String name = method instanceof Constructor<?> c ? c.getDeclaringClass().getSimpleName() : method.getName();
        return snake(name);
    }

    String name() {
        return method.getName();
    }

    /// The class that declares it.
    String className() {
        return method.getDeclaringClass().getName();
    }

    /// The JSON key of a record's accessor or of a getter.
    String property() {
        if (isLambda() || method.getParameterCount() > 0 || Modifier.isStatic(method.getModifiers())) {
            throw Refusal.of("get takes the accessor of a record, such as Model::auc");
        }
        String name = method.getName();
        boolean getter = name.matches("get[A-Z].*");
        return Json.key(getter ? name.substring(3, 4).toLowerCase(Locale.ROOT) + name.substring(4) : name);
    }

    /// What it returns; `void` for a method without result.
    Type returns() {
        return switch (method) {
            case Method m -> m.getGenericReturnType();
            case Constructor<?> c -> c.getDeclaringClass();
        };
    }

    /// What it is called with, the receiver of an instance method first.
    List<Type> parameters() {
        var types = new ArrayList<Type>(Arrays.asList(method.getGenericParameterTypes()));
        if (method instanceof Method m && !Modifier.isStatic(m.getModifiers())) {
            types.addFirst(m.getDeclaringClass());
        }
        return types;
    }

    private static SerializedLambda serializedForm(Fn fn) {
        try {
            Method writeReplace = fn.getClass().getDeclaredMethod("writeReplace");
            writeReplace.setAccessible(true);
            return (SerializedLambda) writeReplace.invoke(fn);
        } catch (NoSuchMethodException e) {
            throw Refusal.of("write a method reference or a lambda, not a class of your own (%s)"
                    .formatted(fn.getClass().getName()));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Executable> find(@Nullable ClassLoader loader, SerializedLambda lambda) {
        Class<?> type;
        try {
            type = Class.forName(lambda.getImplClass().replace('/', '.'), false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        String name = lambda.getImplMethodName();
        String signature = lambda.getImplMethodSignature();
        if (name.equals("<init>")) {
            return Arrays.stream(type.getDeclaredConstructors())
                    .filter(c -> signature(void.class, c).equals(signature))
                    .<Executable>map(c -> c)
                    .findFirst();
        }
        return Stream.concat(
                        hierarchy(type).flatMap(c -> Arrays.stream(c.getDeclaredMethods())),
                        Arrays.stream(type.getMethods()))
                .filter(m -> m.getName().equals(name)
                        && signature(m.getReturnType(), m).equals(signature))
                .<Executable>map(m -> m)
                .findFirst();
    }

    private static Stream<Class<?>> hierarchy(Class<?> type) {
        return Stream.<Class<?>>iterate(type, c -> c != null, Class::getSuperclass);
    }

    private static String signature(Class<?> returns, Executable method) {
        return MethodType.methodType(returns, method.getParameterTypes()).toMethodDescriptorString();
    }

    private static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("([A-Z])([A-Z][a-z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
