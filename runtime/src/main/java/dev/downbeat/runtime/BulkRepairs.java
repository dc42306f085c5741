package dev.downbeat.runtime;

import dev.downbeat.api.RepairViews.AskedCommand;
import dev.downbeat.api.RepairViews.BulkPlan;
import dev.downbeat.api.RepairViews.BulkRequest;
import dev.downbeat.api.RepairViews.BulkRun;
import dev.downbeat.api.RepairViews.ClearRequest;
import dev.downbeat.api.RepairViews.MarkRunRequest;
import dev.downbeat.api.RepairViews.Plan;
import dev.downbeat.api.RepairViews.RunFilter;
import dev.downbeat.api.UnknownNameException;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.store.query.RepairQueries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The same deed to each of many runs. A run to which it cannot be done does not keep it from the others.
final class BulkRepairs {
    private static final List<String> ACTIONS = List.of("cancel", "clear", "mark");

    private final Repairs repairs;
    private final RepairQueries queries;

    BulkRepairs(Repairs repairs, RepairQueries queries) {
        this.repairs = repairs;
        this.queries = queries;
    }

    BulkPlan ask(BulkRequest request) {
        String action = Objects.requireNonNullElse(request.action(), "");
        if (!ACTIONS.contains(action)) {
            throw UnknownNameException.of(
                    ErrorCode.BAD_INPUT,
                    "the action is '%s', it can be %s".formatted(action, String.join(", ", ACTIONS)),
                    action,
                    ACTIONS);
        }
        var runs = new ArrayList<BulkRun>();
        var commands = new ArrayList<AskedCommand>();
        for (RunSummary run : queries.runs(checked(request.filter()))) {
            try {
                Plan plan = plan(action, run, request);
                commands.addAll(plan.commands());
                runs.add(new BulkRun(run.id(), run.dag(), run.state(), plan.instances(), null));
            } catch (DownbeatException e) {
                if (e.code().category() != ErrorCode.Category.USER) {
                    throw e;
                }
                runs.add(new BulkRun(run.id(), run.dag(), run.state(), 0, e.text()));
            }
        }
        return new BulkPlan(request.dryRun(), runs, commands);
    }

    private Plan plan(String action, RunSummary run, BulkRequest request) {
        return switch (action) {
            case "clear" -> {
                ClearRequest clear =
                        Objects.requireNonNullElse(request.clear(), new ClearRequest(null, true, false, false, null));
                yield repairs.clear(
                        run.id(),
                        new ClearRequest(
                                clear.select(),
                                clear.fromFailed(),
                                clear.latestVersion(),
                                request.dryRun(),
                                request.by()));
            }
            case "mark" ->
                repairs.markRun(run.id(), new MarkRunRequest(request.state(), request.dryRun(), request.by()));
            default -> repairs.cancelRun(run, request.dryRun(), Objects.requireNonNullElse(request.by(), ""));
        };
    }

    /// A request without any filter would reach every run there is.
    private static RunFilter checked(@Nullable RunFilter filter) {
        if (filter == null || (filter.dag() == null && filter.state() == null && filter.since() == null)) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "say which runs: the filter needs a dag, a state or a time since when");
        }
        if (filter.limit() < 0 || filter.limit() > RunFilter.MAX_LIMIT) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "limit is %d, allowed is 1 to %d".formatted(filter.limit(), RunFilter.MAX_LIMIT));
        }
        List<String> words =
                Arrays.stream(DagRunState.values()).map(DagRunState::word).toList();
        String state = filter.state();
        if (state != null && !words.contains(state)) {
            throw UnknownNameException.of(
                    ErrorCode.BAD_INPUT, "'%s' is not a state of a DAG run".formatted(state), state, words);
        }
        return filter;
    }
}
