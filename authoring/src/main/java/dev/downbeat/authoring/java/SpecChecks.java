package dev.downbeat.authoring.java;

import dev.downbeat.authoring.params.ParamSchema;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.shape.Shape;
import dev.downbeat.decider.schedule.Cron;
import dev.downbeat.model.Alerts;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Nearest;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.ParamSpec;
import dev.downbeat.model.Problem;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.templates.Mistake;
import dev.downbeat.templates.Reads;
import dev.downbeat.templates.TemplateVariables;
import dev.downbeat.templates.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Checks what the DSL cannot know: cron, JSON Schema, the installed operators and templates.
final class SpecChecks {
    private final String file;
    private final Operators operators;
    private final Templates templates;
    private final List<Problem> problems = new ArrayList<>();

    SpecChecks(String file, Operators operators, Templates templates) {
        this.file = file;
        this.operators = operators;
        this.templates = templates;
    }

    List<Problem> problems() {
        return problems;
    }

    void check(DagSpec spec) {
        cron(spec);
        for (ParamSpec param : spec.params().values()) {
            param(spec, param);
        }
        for (TaskSpec task : spec.tasks()) {
            operator(task);
            texts(task, spec.params().keySet(), task.call().config());
            alerts(
                    task.about().alerts(),
                    "task '%s'".formatted(task.id()),
                    task.about().line());
        }
        alerts(spec.policy().alerts(), "DAG '%s'".formatted(spec.id()), 0);
    }

    private void alerts(Alerts alerts, String whose, int line) {
        alerts.notifiers()
                .forEach((event, calls) ->
                        calls.forEach(call -> notifier(call, "%s: %s".formatted(whose, event.key()), line)));
    }

    private void notifier(OperatorCall call, String where, int line) {
        var shape = operators.notifierShape(call.type());
        if (shape.isEmpty()) {
            String hint = Nearest.hint(call.type(), operators.notifiers());
            add(line, "%s: there is no notifier '%s'%s".formatted(where, call.type(), hint));
            return;
        }
        settings(call, shape.get()).forEach(mistake -> add(line, "%s: %s".formatted(where, mistake)));
    }

    private void cron(DagSpec spec) {
        for (String expression : expressions(spec.schedule())) {
            try {
                Cron.parse(expression);
            } catch (IllegalArgumentException e) {
                add(0, "DAG '%s': %s".formatted(spec.id(), e.getMessage()));
            }
        }
    }

    private static List<String> expressions(Schedule schedule) {
        return switch (schedule) {
            case Schedule.Manual _ -> List.of();
            case Schedule.Timed timed -> expressions(timed.timetable());
        };
    }

    private static List<String> expressions(Schedule.Timetable timetable) {
        return switch (timetable) {
            case Schedule.Cron cron -> List.of(cron.expression());
            case Schedule.Crons crons -> crons.expressions();
            case Schedule.Except except -> expressions(except.base());
            case Schedule.Every _, Schedule.Moments _, Schedule.Once _, Schedule.Continuous _ -> List.of();
        };
    }

    private void param(DagSpec spec, ParamSpec param) {
        List<String> mistakes = ParamSchema.schemaMistakes(param.schema());
        if (mistakes.isEmpty() && !param.required()) {
            mistakes = ParamSchema.mistakes(param, param.defaultValue());
        }
        mistakes.forEach(mistake -> add(0, "param '%s' of DAG '%s': %s".formatted(param.name(), spec.id(), mistake)));
    }

    private void operator(TaskSpec task) {
        OperatorCall call = task.call();
        var shape = operators.shape(call.type());
        if (shape.isEmpty()) {
            add(
                    task,
                    "there is no operator '%s'%s".formatted(call.type(), Nearest.hint(call.type(), operators.types())));
            return;
        }
        settings(call, shape.get()).forEach(mistake -> add(task, mistake));
    }

    private static List<String> settings(OperatorCall call, Shape.Fields fields) {
        var mistakes = new ArrayList<String>();
        for (String key : call.config().keySet()) {
            if (fields.field(key).isEmpty()) {
                mistakes.add("%s has no setting '%s'%s".formatted(call.type(), key, Nearest.hint(key, fields.names())));
            }
        }
        for (Shape.Field field : fields.fields()) {
            if (field.required() && call.config().get(field.name()) == null) {
                mistakes.add("%s needs the setting '%s'".formatted(call.type(), field.name()));
            }
        }
        return mistakes;
    }

    private void texts(TaskSpec task, Set<String> params, @Nullable Object value) {
        switch (value) {
            case String text when Templates.isTemplate(text) -> template(task, params, text);
            case Map<?, ?> map -> map.values().forEach(item -> texts(task, params, item));
            case List<?> list -> list.forEach(item -> texts(task, params, item));
            case null, default -> {}
        }
    }

    private void template(TaskSpec task, Set<String> params, String text) {
        List<Mistake> mistakes = templates.check(text);
        mistakes.forEach(mistake -> add(task, "bad template: " + mistake.message()));
        if (!mistakes.isEmpty()) {
            return;
        }
        Reads reads = templates.reads(text);
        for (String name : new TreeSet<>(reads.names())) {
            if (!TemplateVariables.NAMES.contains(name)) {
                add(task, "templates know no '%s'%s".formatted(name, Nearest.hint(name, TemplateVariables.NAMES)));
            }
        }
        for (String name : new TreeSet<>(reads.params())) {
            if (!params.contains(name)) {
                add(task, "the DAG declares no param '%s'%s".formatted(name, Nearest.hint(name, params)));
            }
        }
    }

    private void add(TaskSpec task, String message) {
        add(task.about().line(), "task '%s': %s".formatted(task.id(), message));
    }

    private void add(int line, String message) {
        problems.add(new Problem(file, line, line > 0 ? 1 : 0, message, ""));
    }
}
