package dev.downbeat.authoring.yaml;

import java.util.List;
import java.util.Map;

/// What may stand in parts of a Kubernetes Pod; whoever makes Pods knows.
@FunctionalInterface
public interface PodRules {
    /// Takes everything.
    PodRules NONE = _ -> List.of();

    /// What is wrong, each with its place in the Pod; empty when nothing is.
    List<String> mistakes(Map<String, Object> pod);
}
