package dev.downbeat.containers.kubernetes;

import dev.downbeat.containers.ContainerRequest;
import dev.downbeat.model.ContainerSpec;
import java.util.List;
import java.util.Map;

/// Requests with boring defaults.
final class Requests {
    static final String OWNER = "tests";

    private Requests() {}

    static ContainerRequest shell(String name, String script) {
        return of(name, List.of("sh", "-c", script), spec(Map.of()));
    }

    static ContainerRequest of(String name, List<String> command, ContainerSpec spec) {
        return new ContainerRequest(
                name,
                OWNER,
                "claim of " + name,
                Map.of("downbeat.dev/dag", "churn", "downbeat.dev/run", "scheduled__2026-01-01T00:00:00+00:00"),
                command,
                Map.of("DOWNBEAT_ATTEMPT", name),
                spec);
    }

    static ContainerSpec spec(Map<String, Object> pod) {
        var standard = ContainerSpec.DEFAULT;
        return new ContainerSpec(
                "busybox:1.37", standard.pull(), Map.of(), standard.size(), List.of(), standard.network(), pod);
    }
}
