package dev.downbeat.server;

import dev.downbeat.runtime.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.Adapter;
import org.apache.coyote.http11.Http11NioProtocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

/// The second address, which other machines may reach. Workers and attempts speak there, each with a proof, and
/// whoever watches over the server asks whether it is well. For all else there is nothing: the API has no login.
final class ExecutionListener {
    private final Listening at;
    private final Connector connector;

    private ExecutionListener(Listening at) {
        this.at = at;
        var protocol = new Guarded();
        protocol.setAddress(at.address());
        protocol.setExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("execution-", 0).factory()));
        connector = new Connector(protocol);
        connector.setPort(at.port());
        connector.setURIEncoding("UTF-8");
        connector.setThrowOnFailure(true);
        boolean ignored = connector.setProperty("bindOnInit", "false");
    }

    /// Empty when there is to be none.
    ///
    /// @throws dev.downbeat.model.DownbeatException BAD_INPUT for an address that is unknown
    static Optional<ExecutionListener> of(Settings.Execution execution) {
        return execution.on() ? Optional.of(new ExecutionListener(Listening.of(execution))) : Optional.empty();
    }

    /// Whether a request came in here.
    static boolean took(HttpServletRequest request) {
        return request.getAttribute(Door.MARK) != null;
    }

    Listening at() {
        return at;
    }

    void addTo(TomcatServletWebServerFactory factory) {
        factory.addAdditionalConnectors(connector);
    }

    /// Where it answers, without a path, once the server has started.
    URI url() {
        return at.url(connector.getLocalPort());
    }

    /// HTTP, with the door before whoever answers.
    private static final class Guarded extends Http11NioProtocol {
        @Override
        public void setAdapter(Adapter adapter) {
            super.setAdapter(new Door(adapter));
        }
    }
}
