package dev.downbeat.server;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// What libraries and the executors say by way of `java.util.logging` goes where the program's own words go.
public final class ServerLogging {
    /// Held, for java.util.logging forgets the levels of loggers that nobody holds.
    private static final Logger TOMCAT = Logger.getLogger("org.apache");

    private ServerLogging() {}

    /// From now on, for the whole process.
    public static void take() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        TOMCAT.setLevel(Level.WARNING);
    }
}
