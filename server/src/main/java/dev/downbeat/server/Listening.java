package dev.downbeat.server;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.runtime.SettingKey;
import dev.downbeat.runtime.Settings;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;

/// Where the server listens.
///
/// @param key which setting says so
record Listening(InetAddress address, int port, SettingKey key) {
    /// @throws DownbeatException BAD_INPUT for anything but a loopback address
    static Listening of(Settings.Http http) {
        InetAddress address = address("host", http.host());
        if (!address.isLoopbackAddress()) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "host is '%s', allowed is 127.0.0.1, localhost or ::1: without a login whoever reached the port could run commands; workers and probes of other machines come by execution_address"
                            .formatted(http.host()));
        }
        return new Listening(address, http.port(), SettingKey.PORT);
    }

    /// @throws DownbeatException BAD_INPUT for a host that is unknown
    static Listening of(Settings.Execution execution) {
        return new Listening(
                address("the host of execution_address", execution.host()),
                execution.port(),
                SettingKey.EXECUTION_ADDRESS);
    }

    private static InetAddress address(String what, String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, "%s is '%s', which is unknown".formatted(what, host), e);
        }
    }

    /// Takes the port, to see whether it can be had, and to keep it until the other ones are tried too.
    ///
    /// @throws DownbeatException CONFLICT when it cannot
    ServerSocket probe() {
        try {
            var probe = new ServerSocket();
            try {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(address, port));
                return probe;
            } catch (IOException e) {
                probe.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DownbeatException(ErrorCode.CONFLICT, trouble(e), e);
        }
    }

    private String trouble(IOException e) {
        return key == SettingKey.PORT
                ? "port %d is in use: set %s to another one".formatted(port, key.variable())
                : "nothing can listen at %s (%s): set %s to another address"
                        .formatted(url(port).getAuthority(), e.getMessage(), key.variable());
    }

    /// Without a path: `http://127.0.0.1:8642`.
    ///
    /// @param bound the port that it became
    URI url(int bound) {
        return URI.create("http://" + (address instanceof Inet6Address ? "[" + six() + "]" : address.getHostAddress())
                + ":" + bound);
    }

    private String six() {
        if (address.isLoopbackAddress()) {
            return "::1";
        }
        return address.isAnyLocalAddress() ? "::" : address.getHostAddress().replaceAll("%.*", "");
    }
}
