package dev.downbeat.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import dev.downbeat.runtime.Settings;

/// The log of a server, on standard error, as the settings say. Other commands only tell of what is wrong.
final class ServerLog {
    private static final String OURS = "dev.downbeat";

    private ServerLog() {}

    /// Libraries are heard when something is wrong with them.
    static void begin(LoggerContext context, Settings.Log settings) {
        Level level = Level.toLevel(settings.level());
        context.getLogger(OURS).setLevel(level);
        if (settings.json()) {
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            root.detachAndStopAllAppenders();
            root.addAppender(appender(context));
        }
    }

    private static ConsoleAppender<ILoggingEvent> appender(LoggerContext context) {
        var lines = new JsonLines();
        lines.setContext(context);
        lines.start();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setName("JSON");
        appender.setTarget("System.err");
        appender.setEncoder(lines);
        appender.start();
        return appender;
    }
}
