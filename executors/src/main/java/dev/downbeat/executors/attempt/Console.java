package dev.downbeat.executors.attempt;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Function;

/// Sends what Java code of a task prints to `System.out` and `System.err` to the log of its attempt. What other
/// threads print goes where it went before; that includes threads which a task starts itself, since a scoped
/// value is not handed on to them.
public final class Console {
    private static final ScopedValue<Streams> CURRENT = ScopedValue.newInstance();

    /// The two streams of an attempt.
    interface Streams {
        OutputStream out();

        OutputStream err();
    }

    private Console() {}

    /// Puts itself before the process's streams, once for the process however often it is called.
    public static void install() {
        if (!(System.out instanceof Dispatching)) {
            System.setOut(new Dispatching(new Dispatcher(System.out, Streams::out)));
        }
        if (!(System.err instanceof Dispatching)) {
            System.setErr(new Dispatching(new Dispatcher(System.err, Streams::err)));
        }
    }

    static <R, X extends Throwable> R during(Streams streams, ScopedValue.CallableOp<R, X> body) throws X {
        return ScopedValue.where(CURRENT, streams).call(body);
    }

    private static final class Dispatching extends PrintStream {
        Dispatching(Dispatcher dispatcher) {
            super(dispatcher, true, StandardCharsets.UTF_8);
        }
    }

    private static final class Dispatcher extends OutputStream {
        private final PrintStream before;
        private final Function<Streams, OutputStream> side;

        Dispatcher(PrintStream before, Function<Streams, OutputStream> side) {
            this.before = Objects.requireNonNull(before);
            this.side = side;
        }

        private OutputStream target() {
            return CURRENT.isBound() ? side.apply(CURRENT.get()) : before;
        }

        @Override
        public void write(int b) throws IOException {
            target().write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            target().write(bytes, offset, count);
        }

        @Override
        public void flush() throws IOException {
            target().flush();
        }
    }
}
