package dev.downbeat.server;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.runtime.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// Where the server listens.
record Listening(InetAddress address, int port) {
    /// @throws DownbeatException BAD_INPUT for anything but a loopback address
    static Listening of(Settings.Http http) {
        InetAddress address;
        try {
            address = InetAddress.getByName(http.host());
        } catch (UnknownHostException e) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "host is '%s', which is unknown".formatted(http.host()), e);
        }
        if (!address.isLoopbackAddress()) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "host is '%s', allowed is 127.0.0.1, localhost or ::1: without a login whoever reached the port could run commands"
                            .formatted(http.host()));
        }
        return new Listening(address, http.port());
    }
}
