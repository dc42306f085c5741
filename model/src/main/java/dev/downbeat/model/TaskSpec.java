package dev.downbeat.model;

import java.util.List;

/// One task of a DAG.
///
/// @param needs direct upstream tasks; a task group as upstream is already resolved to its leaves
public record TaskSpec(
        TaskId id,
        OperatorCall call,
        List<Need> needs,
        Mapping mapping,
        TaskPolicy policy,
        Placement placement,
        TaskAbout about) {
    public TaskSpec {
        needs = List.copyOf(needs);
    }
}
