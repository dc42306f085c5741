package dev.downbeat.store.query;

import dev.downbeat.api.UnknownNameException;
import dev.downbeat.api.Views.AttemptView;
import dev.downbeat.api.Views.Page;
import dev.downbeat.api.Views.TaskQuery;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.api.Views.WaitView;
import dev.downbeat.api.Views.XcomView;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Need;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.Wait;
import dev.downbeat.sdk.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Questions about the task instances of a run. Instances still in `none` have no row: they follow from the
/// tasks of the version to which the run is pinned, and from the number of items of mapped tasks.
public final class TaskQueries {
    private static final String COUNTS = """
            select t.state, count(*) as instances
              from task_instance t
              left join task_map m on m.run_id = t.run_id and m.task_id = t.task_id and m.size > 0
             where t.run_id = ?
               -- the instance that stood for all before a mapped task was expanded is no longer one
               and (t.map_index >= 0 or m.size is null)
             group by t.state
            """;

    private static final String OF_TASK = """
            select t.state, count(*) as instances
              from task_instance t
              left join task_map m on m.run_id = t.run_id and m.task_id = t.task_id and m.size > 0
             where t.run_id = ? and t.task_id = ? and (t.map_index >= 0 or m.size is null)
             group by t.state
             order by t.state
            """;

    private static final String SIZES = """
            select task_id, size
              from task_map
             where run_id = ? and size > 0
            """;

    /// A mapped task gives no more rows than a page can show, unless a state is asked for: then all have to be
    /// looked at.
    private static final String TASKS = """
            with shape as (
                select task_id, place
                  from unnest(?::text[]) with ordinality as named(task_id, place)
                 where place >= ?),
            sized as (
                select s.task_id, s.place, m.size, case when s.place = ? then ? else -1 end as after
                  from shape s
                  left join task_map m on m.run_id = ? and m.task_id = s.task_id and m.size > 0),
            slot as (
                select task_id, place, -1 as map_index from sized where size is null and place > ?
                union all
                select task_id, place, generate_series(after + 1, least(size - 1, after + ?)) from sized
                 where size is not null)
            select s.task_id, s.place, s.map_index, n.name as map_name, coalesce(t.state, 'none') as state,
                   coalesce(t.attempt, 0) as attempt, coalesce(t.try_number, 0) as try_number,
                   t.queued_at, t.started_at, t.ended_at, t.due_at, t.failure ->> 'message' as failure,
                   t.wait
              from slot s
              left join task_instance t
                on t.run_id = ? and t.task_id = s.task_id and t.map_index = s.map_index
              left join map_item_name n
                on n.run_id = ? and n.task_id = s.task_id and n.map_index = s.map_index
             where ? = '' or coalesce(t.state, 'none') = ?
             order by s.place, s.map_index
             limit ?
            """;

    private static final String ATTEMPTS = """
            select attempt, try_number, outcome, queued_at, started_at, ended_at,
                   failure ->> 'message' as failure, failure ->> 'detail' as detail
              from task_attempt
             where run_id = ? and task_id = ? and map_index = ?
            union all
            select attempt, try_number, state, queued_at, started_at, ended_at,
                   failure ->> 'message', failure ->> 'detail'
              from task_instance t
             where run_id = ? and task_id = ? and map_index = ? and attempt > 0
               -- between two attempts the instance still shows the one that was kept
               and not exists (select from task_attempt a
                                where a.run_id = t.run_id and a.task_id = t.task_id and a.map_index = t.map_index
                                  and a.attempt = t.attempt)
             order by attempt
            """;

    private static final String XCOMS = """
            select name, value
              from xcom
             where run_id = ? and task_id = ? and map_index = ?
             order by name
            """;

    private final Reader reader;
    private final VersionShapes shapes;

    public TaskQueries(DataSource source) {
        this.reader = new Reader(source);
        this.shapes = new VersionShapes(reader);
    }

    /// Task instances by state, in the order of the states; those without any are left out.
    public Map<String, Integer> counts(long run) {
        List<TaskSpec> tasks = shapes.tasks(versionOf(run));
        record InState(TaskState state, int instances) {}
        var counts = new TreeMap<TaskState, Integer>();
        reader.list(COUNTS, row -> new InState(TaskState.of(row.getString("state")), row.getInt("instances")), run)
                .forEach(in -> counts.put(in.state(), in.instances()));
        List<Integer> sizes = reader.list(SIZES, row -> row.getInt("size"), run);
        int all = tasks.size()
                - sizes.size()
                + sizes.stream().mapToInt(Integer::intValue).sum();
        int moved = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (all > moved) {
            counts.merge(TaskState.NONE, all - moved, Integer::sum);
        }
        var words = new LinkedHashMap<String, Integer>();
        counts.forEach((state, number) -> words.put(state.word(), number));
        return words;
    }

    /// The instances of one task by state.
    ///
    /// @throws DownbeatException NOT_FOUND for an unknown run or task
    public Map<String, Integer> counts(long run, String task) {
        check(run, task);
        var counts = new LinkedHashMap<String, Integer>();
        record InState(String state, int instances) {}
        reader.list(OF_TASK, row -> new InState(row.getString("state"), row.getInt("instances")), run, task)
                .forEach(in -> counts.put(in.state(), in.instances()));
        int all = reader.first(
                        "select size from task_map where run_id = ? and task_id = ?", row -> row.getInt(1), run, task)
                .map(size -> Math.max(size, 1))
                .orElse(1);
        int moved = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (all > moved) {
            counts.put(TaskState.NONE.word(), all - moved);
        }
        return counts;
    }

    /// In the DAG's order, instances of a mapped task together.
    ///
    /// @throws DownbeatException NOT_FOUND for an unknown run or task, BAD_INPUT for a word that is no state
    public Page<TaskView> list(long run, TaskQuery query) {
        Cursor.checkLimit(query.limit());
        String state = query.state().map(TaskQueries::checkState).orElse("");
        List<TaskSpec> tasks = shapes.tasks(versionOf(run));
        List<TaskSpec> asked = query.task().map(id -> List.of(find(tasks, id))).orElse(tasks);
        var cursor = Cursor.read("tasks", query.cursor(), 2);
        int place = (int) (long) cursor.map(c -> c.number(0)).orElse(0L);
        long after = cursor.map(c -> c.number(1)).orElse(-1L);
        record Slot(int place, TaskView view) {}
        List<Slot> rows = reader.list(
                TASKS,
                row -> new Slot(row.getInt("place"), view(row, asked.get(row.getInt("place") - 1))),
                asked.stream().map(task -> task.id().value()).toList(),
                place,
                place,
                after,
                run,
                place,
                state.isEmpty() ? query.limit() + 1 : Integer.MAX_VALUE,
                run,
                run,
                state,
                state,
                query.limit() + 1);
        return Cursor.page(
                "tasks",
                rows,
                query.limit(),
                slot -> List.of(
                        Integer.toString(slot.place()),
                        Integer.toString(slot.view().mapIndex())),
                Slot::view);
    }

    /// One task instance; empty when the task has no instance of this index.
    public Optional<TaskView> instance(long run, String task, int mapIndex) {
        Optional<String> before = mapIndex <= 0
                ? Optional.empty()
                : Optional.of(new Cursor(List.of("1", Integer.toString(mapIndex - 1))).write("tasks"));
        return list(run, new TaskQuery(Optional.empty(), Optional.of(task), before, 1)).items().stream()
                .filter(instance -> instance.mapIndex() == mapIndex)
                .findFirst();
    }

    /// The first attempt first; the outcome of one that is still going on is its state.
    public List<AttemptView> attempts(long run, String task, int mapIndex) {
        check(run, task);
        return reader.list(ATTEMPTS, RunRows::attempt, run, task, mapIndex, run, task, mapIndex);
    }

    public List<XcomView> xcoms(long run, String task, int mapIndex) {
        check(run, task);
        return reader.list(
                XCOMS,
                row -> new XcomView(row.getString("name"), Json.read(row.getString("value"))),
                run,
                task,
                mapIndex);
    }

    /// @throws DownbeatException NOT_FOUND when there is no such run, or its DAG has no such task
    public TaskSpec check(long run, String task) {
        return find(shapes.tasks(versionOf(run)), task);
    }

    private long versionOf(long run) {
        return reader.first("select version_id from dag_run where run_id = ?", row -> row.getLong(1), run)
                .orElseThrow(() -> RunQueries.unknown(run));
    }

    private static TaskSpec find(List<TaskSpec> tasks, String id) {
        return tasks.stream()
                .filter(task -> task.id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> UnknownNameException.of(
                        ErrorCode.NOT_FOUND,
                        "the run has no task '%s'".formatted(id),
                        id,
                        tasks.stream().map(task -> task.id().value()).toList()));
    }

    private static String checkState(String word) {
        List<String> words =
                Arrays.stream(TaskState.values()).map(TaskState::word).toList();
        if (!words.contains(word)) {
            throw UnknownNameException.of(
                    ErrorCode.BAD_INPUT, "'%s' is not a state of a task instance".formatted(word), word, words);
        }
        return word;
    }

    private static TaskView view(ResultSet row, TaskSpec task) throws SQLException {
        return new TaskView(
                task.id().value(),
                row.getInt("map_index"),
                row.getString("map_name"),
                task.call().type(),
                row.getString("state"),
                row.getInt("attempt"),
                row.getInt("try_number"),
                task.policy().retry().retries() + 1,
                Reader.instant(row, "queued_at"),
                Reader.instant(row, "started_at"),
                Reader.instant(row, "ended_at"),
                Reader.instant(row, "due_at"),
                row.getString("failure"),
                task.needs().stream().map(Need::task).map(Object::toString).toList(),
                wait(row.getString("wait")),
                null);
    }

    private static @Nullable WaitView wait(@Nullable String json) {
        if (json == null) {
            return null;
        }
        Wait wait = Json.read(json, Wait.class);
        return new WaitView(
                wait.reason(),
                wait.wake() == Wait.Wake.DONE ? 0 : wait.looks(),
                wait.since(),
                wait.limit().until());
    }
}
