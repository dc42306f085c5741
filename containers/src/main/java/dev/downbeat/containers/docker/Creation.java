package dev.downbeat.containers.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import dev.downbeat.model.ContainerSpec;
import dev.downbeat.model.ContainerSpec.Size;
import java.util.List;

/// A [ContainerPlan] in the words of the API.
final class Creation {
    private static final double NANO = 1_000_000_000;

    private Creation() {}

    static CreateContainerCmd of(DockerClient client, ContainerPlan plan) {
        ContainerPlan.Program program = plan.program();
        CreateContainerCmd command = client.createContainerCmd(program.image())
                .withName(plan.name())
                .withLabels(plan.labels())
                .withEnv(plan.env().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList())
                .withHostConfig(host(plan));
        if (!program.entrypoint().isEmpty()) {
            command.withEntrypoint(program.entrypoint());
        }
        if (!program.command().isEmpty()) {
            command.withCmd(program.command());
        }
        if (program.user() != null) {
            command.withUser(program.user());
        }
        return program.workdir() == null ? command : command.withWorkingDir(program.workdir());
    }

    private static HostConfig host(ContainerPlan plan) {
        var host = new HostConfig()
                .withMounts(plan.mounts().stream().map(Creation::mount).toList());
        if (plan.network() != null) {
            host.withNetworkMode(plan.network());
        }
        Size size = plan.size();
        if (size.cpus() != null) {
            host.withNanoCPUs(Math.round(size.cpus() * NANO));
        }
        if (size.memory() != null) {
            // The same for both together, or it could swap as much again.
            host.withMemory(size.memory()).withMemorySwap(size.memory());
        }
        if (size.gpus() != null) {
            host.withDeviceRequests(
                    List.of(new DeviceRequest().withCount(size.gpus()).withCapabilities(List.of(List.of("gpu")))));
        }
        return host;
    }

    private static Mount mount(ContainerSpec.Mount mount) {
        return new Mount()
                .withType(mount.source().startsWith("/") ? MountType.BIND : MountType.VOLUME)
                .withSource(mount.source())
                .withTarget(mount.target())
                .withReadOnly(mount.readOnly());
    }
}
