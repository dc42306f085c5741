package dev.downbeat.sdk;

import dev.downbeat.model.Mapping;
import dev.downbeat.model.TaskId;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A block of tasks being written: the whole DAG, a task group, a branch of a route.
///
/// @param outer   null for the whole DAG
/// @param path    of the task group, before the ids of its tasks; empty outside any group
/// @param gate    what the first tasks of the block come after
/// @param members the tasks in it, also those of blocks within
/// @param roots   the members that need no other member
/// @param mapping of a mapped task group, for all tasks in it; [Mapping#NONE] for other blocks
record Scope(
        @Nullable Scope outer, String path, Set<TaskId> gate, Set<TaskId> members, Set<TaskId> roots, Mapping mapping) {
    static Scope outermost() {
        return new Scope(null, "", Set.of(), new LinkedHashSet<>(), new LinkedHashSet<>(), Mapping.NONE);
    }

    Scope inner(String innerPath, Set<TaskId> innerGate) {
        return inner(innerPath, innerGate, Mapping.NONE);
    }

    Scope inner(String innerPath, Set<TaskId> innerGate, Mapping own) {
        return new Scope(
                this, innerPath, new LinkedHashSet<>(innerGate), new LinkedHashSet<>(), new LinkedHashSet<>(), own);
    }

    /// Of the mapped task group that it is in or is; [Mapping#NONE] when there is none around.
    Mapping around() {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            if (scope.mapping.mapped()) {
                return scope.mapping;
            }
        }
        return Mapping.NONE;
    }

    String qualified(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /// Takes a task in, here and in all blocks around.
    ///
    /// @param needs of the task; the gates that it has to pass are added
    void admit(TaskId task, Set<TaskId> needs) {
        Set<TaskId> written = Set.copyOf(needs);
        for (Scope scope = this; scope != null; scope = scope.outer) {
            if (written.stream().noneMatch(scope.members::contains)) {
                scope.roots.add(task);
                needs.addAll(scope.gate);
            }
            scope.members.add(task);
        }
    }
}
