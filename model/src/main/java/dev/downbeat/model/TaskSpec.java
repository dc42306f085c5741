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

    /// A task with nothing before it and everything else as usual.
    public static TaskSpec of(TaskId id, OperatorCall call) {
        return new TaskSpec(
                id, call, List.of(), Mapping.NONE, TaskPolicy.DEFAULT, Placement.DEFAULT, TaskAbout.NOTHING);
    }

    public TaskSpec withCall(OperatorCall call) {
        return new TaskSpec(id, call, needs, mapping, policy, placement, about);
    }

    public TaskSpec withNeeds(List<Need> needs) {
        return new TaskSpec(id, call, needs, mapping, policy, placement, about);
    }

    public TaskSpec withMapping(Mapping mapping) {
        return new TaskSpec(id, call, needs, mapping, policy, placement, about);
    }

    public TaskSpec withPolicy(TaskPolicy policy) {
        return new TaskSpec(id, call, needs, mapping, policy, placement, about);
    }

    public TaskSpec withPlacement(Placement placement) {
        return new TaskSpec(id, call, needs, mapping, policy, placement, about);
    }

    public TaskSpec withAbout(TaskAbout about) {
        return new TaskSpec(id, call, needs, mapping, policy, placement, about);
    }
}
