package dev.downbeat.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.time.ZoneId;

/// A person at a screen: types commands, reads what comes.
final class Session {
    final FakePlatform platform = new FakePlatform();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final boolean terminal;
    Screen.Size size = new Screen.Size(100, 24);
    int code;

    private Session(boolean terminal) {
        this.terminal = terminal;
    }

    static Session piped() {
        return new Session(false);
    }

    static Session terminal() {
        return new Session(true);
    }

    Context context() {
        var screen = new Screen(
                new PrintWriter(out),
                new PrintWriter(err),
                terminal,
                () -> size,
                InstantSource.fixed(Sample.NOW),
                ZoneId.of("Europe/Helsinki"));
        return new Context(platform, screen, new Options(false));
    }

    Session type(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        code = Cli.execute(context(), arguments);
        return this;
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    /// All that one sees, with the command as a heading.
    String transcript(String... arguments) {
        type(arguments);
        return "$ downbeat %s\n%s%s(exit code %d)\n\n"
                .formatted(
                        String.join(" ", arguments),
                        out,
                        err.toString().isEmpty() ? "" : err.toString().indent(2),
                        code);
    }
}
