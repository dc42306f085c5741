package dev.downbeat.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Ctrl-C while a run is followed: the first one asks the run to stop, the second one ends the process.
///
/// The only interface to signals that Java has is `sun.misc.Signal`, which the compiler warns of; it is
/// used by reflection. Where it is missing Ctrl-C ends the process, as usual.
final class Interrupts implements AutoCloseable {
    private final AtomicInteger count = new AtomicInteger();
    private final Runnable first;
    private final Runnable second;
    private final @Nullable Object before;

    private Interrupts(Runnable first, Runnable second) {
        this.first = first;
        this.second = second;
        this.before = install(Proxy.newProxyInstance(
                Interrupts.class.getClassLoader(), new Class<?>[] {handlerType()}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return answer(method.getName(), System.identityHashCode(proxy), arguments);
                    }
                    interrupted();
                    return null;
                }));
    }

    /// @param second what to do before the process ends
    static Interrupts handle(Runnable first, Runnable second) {
        return new Interrupts(first, second);
    }

    void interrupted() {
        if (count.incrementAndGet() == 1) {
            // Not on the signal's thread: cancelling may take a while, and the second Ctrl-C has to come through.
            Thread.ofVirtual().name("cancel").start(first);
        } else {
            second.run();
            Runtime.getRuntime().exit(ExitCode.INTERRUPTED.number());
        }
    }

    /// From now on a single Ctrl-C ends the process.
    void ignore() {
        count.set(1);
    }

    /// What [Object] asks of the handler: it is equal to itself alone.
    private static Object answer(String method, int identity, Object @Nullable [] arguments) {
        return switch (method) {
            case "equals" -> arguments != null && System.identityHashCode(arguments[0]) == identity;
            case "hashCode" -> identity;
            default -> "Interrupts";
        };
    }

    private static Class<?> handlerType() {
        try {
            return Class.forName("sun.misc.SignalHandler");
        } catch (ClassNotFoundException e) {
            return Runnable.class;
        }
    }

    private static @Nullable Object install(@Nullable Object handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Object interrupt = signal.getConstructor(String.class).newInstance("INT");
            return signal.getMethod("handle", signal, handlerType()).invoke(null, interrupt, handler);
        } catch (ClassNotFoundException | NoSuchMethodException | InstantiationException | IllegalAccessException e) {
            return null;
        } catch (InvocationTargetException e) {
            // The JVM runs with -Xrs, or its caller ignores interrupts: then they are not ours to handle.
            return null;
        }
    }

    @Override
    public void close() {
        if (before != null) {
            install(before);
        }
    }
}
