package dev.downbeat.api;

import dev.downbeat.api.WorkerViews.WorkerView;
import java.util.List;

/// The workers that execute tasks with the executor `workers`.
public interface WorkersApi {
    /// Those that were heard of within the last minute, by name.
    List<WorkerView> list();
}
