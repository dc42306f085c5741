package dev.downbeat.store.care;

import java.util.List;

/// Which tables belong to what.
final class TablesOf {
    /// What a run leaves. All have a `run_id` that an index finds them by. Rows of `run_command` and
    /// `run_note` go with their run by themselves; updates of assets outlive it.
    static final List<String> RUNS = List.of(
            "task_instance",
            "task_attempt",
            "task_map",
            "map_item_name",
            "branch_choice",
            "xcom",
            "run_history",
            "alert",
            "deadline",
            "asset_trigger",
            "remote_attempt");

    private TablesOf() {}
}
