package dev.downbeat.decider;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import org.jspecify.annotations.Nullable;

/// A run that is cancelled, runs out of time or fails fast: what has not begun is skipped, what runs or is
/// deferred is stopped, and teardowns still run where there are any to run. The run ends once they have.
final class EarlyEnd {
    static final String FAIL_FAST = "another task failed and the DAG is fail_fast";
    /// Of a task that would have waited on.
    static final Failure STOPPED = Failure.of(ErrorCode.CANCELLED, "stopped, as its run ends");

    private EarlyEnd() {}

    /// Whether a run that failed for this reason was brought to an end, and did not come to it by itself.
    static boolean ends(Failure reason) {
        return reason.code() == ErrorCode.CANCELLED || reason.code() == ErrorCode.RUN_TIMEOUT;
    }

    static void begin(Draft draft, Failure reason) {
        if (draft.state() == DagRunState.QUEUED) {
            abandon(draft, reason, true);
            draft.finish(DagRunState.FAILED, reason);
        } else if (draft.ending() == null) {
            draft.beginEnding(reason);
            abandon(draft, reason, false);
        } else if (reason.code() == ErrorCode.CANCELLED) {
            abandon(draft, reason, true); // asked a second time: teardowns end too
        }
    }

    static void failFast(Draft draft) {
        draft.beginEnding(draft.firstFailure());
        abandon(draft, Failure.of(ErrorCode.CANCELLED, FAIL_FAST), false);
    }

    private static void abandon(Draft draft, Failure reason, boolean teardownsToo) {
        Graph graph = draft.graph();
        boolean wait = !teardownsToo && graph.setups().anyTeardown();
        for (int task = 0; task < graph.size(); task++) {
            if (teardownsToo || !graph.setups().isTeardown(task)) {
                TaskNode node = draft.node(task);
                for (int i = 0; i < node.size(); i++) {
                    abandon(draft, task, node.indexAt(i), node.at(i), wait ? null : reason, reason);
                }
                Recall.letGo(draft, task);
            } else {
                draft.judgeLater(task);
            }
        }
    }

    /// @param stopped with what an attempt under way fails at once; null to stop it and wait for its end: a
    ///                teardown must not pull away what it still uses
    private static void abandon(
            Draft draft, int task, MapIndex index, TaskInstance instance, @Nullable Failure stopped, Failure reason) {
        if (instance.state().terminal()) {
            return;
        }
        if (instance.state().active()) {
            if (stopped != null) {
                draft.move(task, index, ended(draft, instance, TaskState.FAILED, stopped), reason.message());
            }
            draft.effect(new Effect.Stop(task, index, instance.attempt()));
        } else if (Waits.waits(instance.state())) {
            draft.move(task, index, ended(draft, instance, TaskState.FAILED, reason), reason.message());
            draft.effect(new Effect.Stop(task, index, instance.attempt())); // it may just look
        } else {
            Failure why = instance.failure() == null ? reason : instance.failure();
            draft.move(task, index, ended(draft, instance, TaskState.SKIPPED, why), reason.message());
        }
    }

    private static TaskInstance ended(Draft draft, TaskInstance before, TaskState state, @Nullable Failure failure) {
        return Draft.with(before, state, before.times().ended(draft.at())).withFailure(failure);
    }

    /// Of a run that is ending: an attempt that failed is not tried again, unless it is a teardown's.
    static boolean over(Draft draft, int task) {
        return draft.ending() != null && !draft.graph().setups().isTeardown(task);
    }
}
