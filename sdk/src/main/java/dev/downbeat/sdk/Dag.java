package dev.downbeat.sdk;

import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.sdk.json.TaskValues;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A DAG written in Java: plain static methods, wired by typed references.
///
/// ```java
/// public final class Churn {
///     record Frame(Path file, long rows) {}
///     record Model(String uri, double auc) {}
///
///     static List<Path> extractFiles(LocalDate day) { … }
///     static Frame clean(Path raw) { … }
///     static Model fit(List<Frame> frames) { … }
///     static void announce(Model model) { … }
///
///     public static final Dag DAG = Dag.of("churn", d -> {
///         d.schedule(Schedules.daily().at("06:00", "Europe/Berlin"));
///         var files  = d.with(d.day()).call(Churn::extractFiles);
///         var frames = d.each(files).call(Churn::clean);
///         var model  = d.task("fit").retries(2).pool("gpu").with(frames).call(Churn::fit);
///         d.with(model).run(Churn::announce);
///     });
/// }
/// ```
///
/// Every edge is checked by javac. A method's values travel as JSON: records, lists, maps, numbers, texts,
/// dates and paths. The lambda only describes the DAG, it runs no task; each task is looked up by its id and
/// called when its turn comes, in a process that may be another one.
///
/// Immutable.
public final class Dag {
    /// The operator that calls the methods.
    static final String OPERATOR = "java";
    static final String SENSOR = "wait_for_java";

    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final Origin NOWHERE = new Origin(OPERATOR, "", "");

    private final DagSpec written;
    private final Map<TaskId, TaskCode> codes;
    private final Class<?> holder;

    private Dag(DagSpec written, Map<TaskId, TaskCode> codes, Class<?> holder) {
        this.written = written;
        this.codes = codes;
        this.holder = holder;
    }

    /// Writes a DAG.
    ///
    /// @param id   letters, digits, `_`, `.` and `-`; unique within an installation
    /// @param body describes settings and tasks
    /// @throws dev.downbeat.model.DownbeatException BAD_DAG with one sentence: two tasks of one name, a
    /// lambda that captures a value or has no name, a cycle, …
    public static Dag of(String id, Consumer<DagBody> body) {
        Class<?> holder = STACK.getCallerClass();
        var draft = new Draft(Refusal.asBadDag(() -> new DagId(id)), holder);
        var dag = new DagBody(draft);
        body.accept(dag);
        return new Dag(dag.spec(NOWHERE), Map.copyOf(draft.codes()), holder);
    }

    /// A literal as an input: `d.with(best, Dag.value(new Settings(0.8)))`. It is written into the DAG as
    /// JSON.
    public static <T> Ref<T> value(T value) {
        TaskValues values = TaskValues.of(STACK.getCallerClass());
        Object plain = values.plain(value, value.getClass());
        if (plain == null) {
            throw Refusal.of("the literal %s has no JSON value".formatted(value));
        }
        return new Value<>(plain, value.getClass());
    }

    /// The DAGs that a class declares as `public static final Dag` or as a collection of these, in the order
    /// of the fields. Initialises the class.
    ///
    /// @throws ExceptionInInitializerError when the class cannot be initialised, as when a DAG is refused
    public static List<Dag> declaredIn(Class<?> type) {
        return Stream.of(type.getDeclaredFields())
                .filter(field -> Modifier.isPublic(field.getModifiers())
                        && Modifier.isStatic(field.getModifiers())
                        && Modifier.isFinal(field.getModifiers()))
                .flatMap(field -> in(field, type))
                .toList();
    }

    public DagId id() {
        return written.id();
    }

    /// What the engine knows of this DAG.
    ///
    /// @param origin where it was written
    public DagSpec spec(Origin origin) {
        About about = written.about();
        return new DagSpec(
                written.id(),
                new About(about.description(), about.docs(), about.owners(), about.tags(), origin),
                written.schedule(),
                written.params(),
                written.policy(),
                written.groups(),
                written.tasks().stream().map(this::held).toList());
    }

    /// The code of a task; empty when the DAG has no such task or it uses an operator.
    public Optional<TaskCode> code(TaskId task) {
        return Optional.ofNullable(codes.get(task));
    }

    /// How the values of its tasks are converted.
    public TaskValues values() {
        return TaskValues.of(holder);
    }

    /// A Java task names the class to load it from; that is the one that declares the DAG, wherever it was
    /// built.
    private TaskSpec held(TaskSpec task) {
        if (!codes.containsKey(task.id())) {
            return task;
        }
        var config = new LinkedHashMap<String, @Nullable Object>();
        config.put("dag_class", holder.getName());
        config.putAll(task.call().config());
        var call = new OperatorCall(task.call().type(), config, task.call().reads());
        return task.withCall(call);
    }

    private static Stream<Dag> in(Field field, Class<?> type) {
        if (field.getType() != Dag.class && !holdsDags(field.getGenericType())) {
            return Stream.empty();
        }
        field.setAccessible(true);
        Object value;
        try {
            value = field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        var dags = new ArrayList<Dag>();
        if (value instanceof Dag dag) {
            dags.add(dag);
        } else if (value instanceof Collection<?> many) {
            many.stream().filter(Dag.class::isInstance).map(Dag.class::cast).forEach(dags::add);
        }
        return dags.stream().map(dag -> new Dag(dag.written, dag.codes, type));
    }

    private static boolean holdsDags(Type type) {
        return Collection.class.isAssignableFrom(Types.raw(type)) && Types.elementOf(type) == Dag.class;
    }
}
