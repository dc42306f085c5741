package dev.downbeat.authoring.shape;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import dev.downbeat.model.Watch;
import dev.downbeat.sdk.operator.Notifier;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.Sensor;
import dev.downbeat.sdk.operator.SensorOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The operators there are, by type, with the shapes of their settings.
public final class Operators {
    private static final Shape.Fields OPTIONS = Shapes.of(SensorOptions.class);

    private final Map<String, Operator<?>> operators = new TreeMap<>();
    private final Map<String, Shape.Fields> shapes = new LinkedHashMap<>();

    private Operators(Iterable<? extends Operator<?>> found) {
        for (Operator<?> operator : found) {
            if (operators.putIfAbsent(operator.type(), operator) != null) {
                throw new IllegalStateException("two operators are called '%s'".formatted(operator.type()));
            }
        }
        operators.forEach((type, operator) -> shapes.put(type, shape(operator)));
    }

    /// A sensor takes the options of every sensor beside its own settings.
    private static Shape.Fields shape(Operator<?> operator) {
        Shape.Fields own = Shapes.of(operator.config());
        if (!(operator instanceof Sensor<?>)) {
            return own;
        }
        var fields = new ArrayList<Shape.Field>(own.fields());
        for (Shape.Field option : OPTIONS.fields()) {
            if (own.field(option.name()).isPresent()) {
                throw new IllegalStateException(
                        "the sensor '%s' cannot have a setting '%s': every sensor has that option"
                                .formatted(operator.type(), option.name()));
            }
            fields.add(option);
        }
        return new Shape.Fields(own.type(), own.doc(), own.example(), List.copyOf(fields));
    }

    /// A sensor's settings without the options that every sensor has.
    public static Map<String, @Nullable Object> withoutOptions(Map<String, @Nullable Object> settings) {
        var own = new LinkedHashMap<String, @Nullable Object>(settings);
        OPTIONS.names().forEach(own::remove);
        return own;
    }

    /// The options that every sensor has, out of one's settings.
    public static Map<String, @Nullable Object> optionsIn(Map<String, @Nullable Object> settings) {
        var options = new LinkedHashMap<String, @Nullable Object>(settings);
        options.keySet().retainAll(OPTIONS.names());
        return options;
    }

    /// The options that every sensor has.
    public static Shape.Fields options() {
        return OPTIONS;
    }

    /// A sensor's own settings, without those options.
    public static Shape.Fields ownOf(Shape.Fields all) {
        List<Shape.Field> own = all.fields().stream()
                .filter(field -> OPTIONS.field(field.name()).isEmpty())
                .toList();
        return new Shape.Fields(all.type(), all.doc(), all.example(), own);
    }

    /// Those that may be told of an alert.
    public SortedSet<String> notifiers() {
        var notifiers = new TreeSet<String>();
        operators.forEach((type, operator) -> {
            if (operator instanceof Notifier<?>) {
                notifiers.add(type);
            }
        });
        return notifiers;
    }

    /// The settings of a notifier: what an alert has of itself may be left out. Empty when it is none.
    public Optional<Shape.Fields> notifierShape(String type) {
        if (!(operators.get(type) instanceof Notifier<?> notifier)) {
            return Optional.empty();
        }
        Set<String> given = notifier.ofAlert().keySet();
        return shape(type)
                .map(all -> new Shape.Fields(
                        all.type(),
                        all.doc(),
                        all.example(),
                        all.fields().stream()
                                .map(field -> given.contains(field.name()) ? field.optional() : field)
                                .toList()));
    }

    /// Those that may be watches.
    public SortedSet<String> watches() {
        return types().stream()
                .filter(type -> isSensor(type) && !Watch.INSIDE.contains(type))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public boolean isSensor(String type) {
        return operators.get(type) instanceof Sensor<?>;
    }

    /// Those on the class path.
    @SuppressWarnings({"rawtypes", "unchecked"}) // ServiceLoader knows no generics
    public static Operators installed() {
        return new Operators((Iterable) ServiceLoader.load(Operator.class));
    }

    public static Operators of(Collection<? extends Operator<?>> operators) {
        return new Operators(operators);
    }

    public SortedSet<String> types() {
        return new TreeSet<>(operators.keySet());
    }

    public Optional<Shape.Fields> shape(String type) {
        return Optional.ofNullable(shapes.get(type));
    }

    /// @throws DownbeatException NOT_FOUND with the nearest one
    public Operator<?> get(String type) {
        Operator<?> operator = operators.get(type);
        if (operator == null) {
            throw new DownbeatException(
                    ErrorCode.NOT_FOUND,
                    "there is no operator '%s'%s".formatted(type, Nearest.hint(type, operators.keySet())));
        }
        return operator;
    }
}
