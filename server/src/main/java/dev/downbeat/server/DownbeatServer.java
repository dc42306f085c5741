package dev.downbeat.server;

import dev.downbeat.executors.remote.Fleet;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextException;

/// Serves a [Downbeat] over HTTP until it is closed.
public final class DownbeatServer implements AutoCloseable {
    private final ServletWebServerApplicationContext context;
    private final EventStreams streams;
    private final Downbeat downbeat;
    private final URI url;
    private final @Nullable URI executionUrl;
    private final @Nullable TraceExporter traces;

    private DownbeatServer(
            ServletWebServerApplicationContext context, Downbeat downbeat, @Nullable TraceExporter traces) {
        this.context = context;
        this.downbeat = downbeat;
        this.traces = traces;
        this.streams = context.getBean(EventStreams.class);
        this.url = context.getBean(Listening.class).url(port(context));
        ExecutionListener execution =
                context.getBeanProvider(ExecutionListener.class).getIfAvailable();
        this.executionUrl = execution == null ? null : execution.url();
    }

    /// Returns when the ports answer.
    ///
    /// @throws DownbeatException BAD_INPUT when the address for people is not a loopback one, CONFLICT when a
    ///         port is taken
    public static DownbeatServer start(Downbeat downbeat, Settings settings) {
        Listening listening = Listening.of(settings.http());
        Optional<ExecutionListener> execution =
                ExecutionListener.of(settings.http().execution());
        checkFree(listening, execution);
        keepLogging();
        var finished = new HashMap<String, Object>(Map.of(
                "downbeat",
                downbeat,
                "api",
                downbeat.api(),
                "listening",
                listening,
                "operations",
                settings.operations()));
        execution.ifPresent(it -> finished.put("executionListener", it));
        try {
            var context = (ServletWebServerApplicationContext) new SpringApplicationBuilder(ServerConfiguration.class)
                    .web(WebApplicationType.SERVLET)
                    .bannerMode(Banner.Mode.OFF)
                    .logStartupInfo(false)
                    .registerShutdownHook(false)
                    // as finished objects: the context does not close what it did not open
                    .initializers(fresh -> finished.forEach(fresh.getBeanFactory()::registerSingleton))
                    // no application.properties from wherever the process was started
                    .run("--spring.config.location=optional:classpath:/dev/downbeat/server/none/");
            var server = new DownbeatServer(context, downbeat, traces(downbeat, settings, context));
            downbeat.listens(server.executionUrl().orElse(server.url()));
            return server;
        } catch (ApplicationContextException e) {
            throw new DownbeatException(ErrorCode.INTERNAL, "the server did not start: " + e.getMessage(), e);
        }
    }

    private static @Nullable TraceExporter traces(
            Downbeat downbeat, Settings settings, ServletWebServerApplicationContext context) {
        Settings.Otlp otlp = settings.operations().otlp();
        return otlp.traces().isEmpty()
                ? null
                : TraceExporter.start(
                        downbeat, otlp, context.getBean(Metrics.class).registry());
    }

    /// Where it answers, without a path: `http://127.0.0.1:8642`.
    public URI url() {
        return url;
    }

    /// Where workers and attempts of other machines are answered; empty when nowhere. A server that listens at
    /// all addresses says so: `http://0.0.0.0:8643`.
    public Optional<URI> executionUrl() {
        return Optional.ofNullable(executionUrl);
    }

    /// Lets listeners go, finishes requests and frees the port. The [Downbeat] behind it stays open.
    @Override
    public void close() {
        streams.close();
        downbeat.fleet().ifPresent(Fleet::letAllGo);
        if (traces != null) {
            traces.close();
        }
        context.close();
    }

    /// Before anything is built, and in words for people. Both at a time: one may be in the way of the other.
    private static void checkFree(Listening listening, Optional<ExecutionListener> execution) {
        var probes = new ArrayDeque<ServerSocket>();
        try {
            probes.add(listening.probe());
            execution.ifPresent(it -> probes.add(it.at().probe()));
        } finally {
            for (ServerSocket probe : probes) {
                close(probe);
            }
        }
    }

    private static void close(ServerSocket probe) {
        try {
            probe.close();
        } catch (IOException e) {
            throw new DownbeatException(
                    ErrorCode.INTERNAL, "port %d was not let go".formatted(probe.getLocalPort()), e);
        }
    }

    /// The program's own logging stays as it is, and Tomcat's goes there too.
    private static void keepLogging() {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        ServerLogging.take();
    }

    private static int port(ServletWebServerApplicationContext context) {
        var server = context.getWebServer();
        if (server == null) {
            throw new IllegalStateException("the web server did not start");
        }
        return server.getPort();
    }
}
