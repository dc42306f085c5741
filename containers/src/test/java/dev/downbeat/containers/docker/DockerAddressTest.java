package dev.downbeat.containers.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DockerAddressTest {
    @Test
    void what_is_written_comes_before_the_environment_and_that_before_the_sockets_that_are_there() {
        Map<String, String> env = Map.of("DOCKER_HOST", "tcp://far:2375", "XDG_RUNTIME_DIR", "/run/user/7");
        Set<Path> there = Set.of(Path.of("/run/user/7/podman/podman.sock"), Path.of("/run/podman/podman.sock"));

        assertThat(DockerAddress.find("unix:///my.sock", env, there::contains))
                .hasToString("unix:///my.sock (as it is set)");
        assertThat(DockerAddress.find(" ", env, there::contains)).hasToString("tcp://far:2375 (from DOCKER_HOST)");
        assertThat(DockerAddress.find(null, Map.of("XDG_RUNTIME_DIR", "/run/user/7"), there::contains))
                .hasToString("unix:///run/user/7/podman/podman.sock (DOCKER_HOST is not set)");
        assertThat(DockerAddress.find(null, Map.of(), _ -> false))
                .hasToString("unix:///var/run/docker.sock (DOCKER_HOST is not set)");
    }

    @Test
    void only_an_engine_on_this_machine_sees_its_files() {
        assertThat(DockerAddress.find("unix:///my.sock", Map.of(), _ -> false).local())
                .isTrue();
        assertThat(DockerAddress.find("tcp://far:2375", Map.of(), _ -> false).local())
                .isFalse();
    }

    @Test
    void certificates_are_where_docker_looks_for_them() {
        var home = Map.of("DOCKER_TLS_VERIFY", "1", "HOME", "/home/ada");
        var folder = Map.of("DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "/certs");

        assertThat(DockerAddress.find("tcp://far:2376", home, _ -> false).certificates())
                .isEqualTo(Path.of("/home/ada/.docker"));
        assertThat(DockerAddress.find("tcp://far:2376", folder, _ -> false).certificates())
                .isEqualTo(Path.of("/certs"));
        assertThat(DockerAddress.find("tcp://far:2376", Map.of("DOCKER_CERT_PATH", "/certs"), _ -> false)
                        .certificates())
                .isNull();
        assertThat(DockerAddress.find("unix:///my.sock", folder, _ -> false).certificates())
                .isNull();
    }

    @Test
    void what_is_no_address_says_what_is() {
        assertThatThrownBy(() -> DockerAddress.find("ssh://me@far", Map.of(), _ -> false))
                .isInstanceOf(DownbeatException.class)
                .hasMessage("'ssh://me@far' is no address of a Docker engine; unix:///var/run/docker.sock and "
                        + "tcp://host:2376 are");
    }
}
