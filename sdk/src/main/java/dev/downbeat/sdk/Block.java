package dev.downbeat.sdk;

import dev.downbeat.model.TaskId;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/// A task group, or all branches of a route: to come after it is to come after the last tasks in it.
public final class Block implements Upstream {
    private final Set<TaskId> leaves;

    Block(Set<TaskId> leaves) {
        this.leaves = Collections.unmodifiableSet(new LinkedHashSet<>(leaves)); // the order is the author's
    }

    @Override
    public Set<TaskId> tasks() {
        return leaves;
    }
}
