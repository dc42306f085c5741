package dev.downbeat.containers.docker;

import org.jspecify.annotations.Nullable;

/// What a [DockerEngine] has to know.
///
/// @param image for attempts that name none; empty for none
/// @param login null for what this machine's own Docker settings say
public record DockerSettings(
        DockerAddress address, String image, @Nullable RegistryLogin login) {}
