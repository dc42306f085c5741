package dev.downbeat.runtime;

import dev.downbeat.api.WorkerViews.WorkerView;
import dev.downbeat.api.WorkersApi;
import dev.downbeat.engine.port.RemoteWork;
import java.util.List;

/// [WorkersApi] on the store.
final class LocalWorkers implements WorkersApi {
    private final RemoteWork work;

    LocalWorkers(RemoteWork work) {
        this.work = work;
    }

    @Override
    public List<WorkerView> list() {
        return work.workers().stream().map(LocalWorkers::view).toList();
    }

    private static WorkerView view(RemoteWork.Known known) {
        return new WorkerView(
                known.id(),
                known.worker().name(),
                known.worker().queues(),
                known.worker().slots(),
                known.running(),
                known.draining(),
                known.worker().version(),
                known.registeredAt(),
                known.heardAt());
    }
}
