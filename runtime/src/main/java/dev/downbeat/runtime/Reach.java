package dev.downbeat.runtime;

import dev.downbeat.executors.container.ContainerSettings;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Where attempts in containers and pods reach this process.
final class Reach implements ContainerSettings.Server {
    private static final String LOOPBACK = "127.0.0.1";

    private final boolean serves;
    private volatile @Nullable URI at;

    /// @param serves whether it opens a port
    /// @param set    where it is told to be reached; empty: where it listens
    Reach(boolean serves, String set) {
        this.serves = serves;
        this.at = set.isEmpty() ? null : URI.create(set);
    }

    /// It listens there.
    void listens(URI server) {
        if (at == null) {
            at = named(server);
        }
    }

    /// One that listens everywhere is reached by this machine's own address.
    private static URI named(URI server) {
        String host = server.getHost();
        boolean everywhere = host.equals("0.0.0.0") || host.equals("[::]") || host.equals("::");
        return URI.create("http://%s:%d".formatted(everywhere ? own() : host, server.getPort()));
    }

    /// Not what the host's name stands for: that is often loopback.
    private static String own() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(Reach::serves)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLinkLocalAddress())
                    .findFirst()
                    .map(InetAddress::getHostAddress)
                    .orElse(LOOPBACK);
        } catch (SocketException e) {
            LoggerFactory.getLogger(Reach.class)
                    .warn("This machine does not know its own address; set execution_url: {}", e.getMessage());
            return LOOPBACK;
        }
    }

    private static boolean serves(NetworkInterface network) {
        try {
            return network.isUp() && !network.isLoopback();
        } catch (SocketException e) {
            return false;
        }
    }

    @Override
    public Optional<URI> reachedAt() {
        return Optional.ofNullable(at);
    }

    @Override
    public boolean serves() {
        return serves;
    }
}
