package dev.downbeat.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The terminal this process was started in.
///
/// Text is UTF-8 whatever `LANG` says: JSON has to be, and a terminal that is not does not exist any
/// more. The launcher tells by a property whether standard output is a terminal, since a shell knows
/// and Java has no cheap way to ask.
final class Terminal implements Supplier<Screen.Size> {
    private static final int STANDARD_OUTPUT = 1;

    private final Map<String, String> environment;
    private @Nullable MethodHandle ioctl;
    private boolean asked;

    private Terminal(Map<String, String> environment) {
        this.environment = environment;
    }

    static Screen screen() {
        Map<String, String> environment = System.getenv();
        boolean dumb = "dumb".equals(environment.get("TERM"));
        boolean terminal = Boolean.getBoolean("downbeat.terminal") && !dumb;
        return new Screen(
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                terminal,
                new Terminal(environment),
                InstantSource.system(),
                ZoneId.systemDefault());
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8));
    }

    /// As the kernel says; else as the environment does; else 80 × 24.
    @Override
    public Screen.Size get() {
        Screen.Size kernel = fromKernel();
        if (kernel != null) {
            return kernel;
        }
        return new Screen.Size(
                number("COLUMNS", Screen.Size.USUAL.columns()), number("LINES", Screen.Size.USUAL.rows()));
    }

    private int number(String name, int otherwise) {
        String text = environment.getOrDefault(name, "");
        return text.matches("[1-9]\\d{0,4}") ? Integer.parseInt(text) : otherwise;
    }

    private Screen.@Nullable Size fromKernel() {
        MethodHandle call = ioctl();
        if (call == null) {
            return null;
        }
        try (Arena arena = Arena.ofConfined()) {
            // struct winsize { unsigned short ws_row, ws_col, ws_xpixel, ws_ypixel; }
            MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
            int answer = (int) call.invokeExact(STANDARD_OUTPUT, request(), size);
            int rows = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 0));
            int columns = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 1));
            return answer == 0 && rows > 0 && columns > 0 ? new Screen.Size(columns, rows) : null;
        } catch (Throwable e) {
            // invokeExact declares Throwable; C itself throws nothing.
            throw new IllegalStateException("ioctl could not be called", e);
        }
    }

    @SuppressWarnings("restricted") // the launcher enables native access
    private @Nullable MethodHandle ioctl() {
        if (!asked) {
            asked = true;
            Linker linker = Linker.nativeLinker();
            ioctl = linker.defaultLookup()
                    .find("ioctl")
                    .map(address -> linker.downcallHandle(
                            address,
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS),
                            Linker.Option.firstVariadicArg(2)))
                    .orElse(null);
        }
        return ioctl;
    }

    /// TIOCGWINSZ
    private static long request() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return system.contains("mac") || system.contains("bsd") ? 0x40087468L : 0x5413L;
    }
}
