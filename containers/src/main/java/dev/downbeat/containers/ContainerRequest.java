package dev.downbeat.containers;

import dev.downbeat.model.ContainerSpec;
import java.util.List;
import java.util.Map;

/// A container as it is asked for.
///
/// @param name        unique in the engine, by which asking twice makes one: lower-case letters, digits and `-`,
///                    63 at most
/// @param labels      beside [#OWNER] and [#CLAIM]: for people, and for tools that group by them; any text, which
///                    the engine turns into what it allows
/// @param command     the program and its arguments
/// @param environment on top of the spec's
public record ContainerRequest(
        String name,
        String owner,
        String claim,
        Map<String, String> labels,
        List<String> command,
        Map<String, String> environment,
        ContainerSpec spec) {
    /// The label that says whose the container is: those of one installation have the same.
    public static final String OWNER = "downbeat.dev/owner";
    /// The label that says under which claim of its attempt it was made.
    public static final String CLAIM = "downbeat.dev/claim";

    public ContainerRequest {
        labels = Map.copyOf(labels);
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /// Without the environment, which has a token.
    @Override
    public String toString() {
        return "ContainerRequest[" + name + "]";
    }
}
