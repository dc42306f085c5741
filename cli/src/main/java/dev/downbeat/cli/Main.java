package dev.downbeat.cli;

/// The entry point of the program.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        var options = new Options(!System.getenv().getOrDefault("NO_COLOR", "").isEmpty());
        var context = new Context(new LivePlatform(), Terminal.screen(), options);
        int code = Cli.execute(context, arguments);
        // Threads of libraries may still be there.
        Runtime.getRuntime().exit(code);
    }
}
