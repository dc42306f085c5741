package dev.downbeat.authoring.params;

import dev.downbeat.model.Nearest;
import dev.downbeat.templates.Mistake;
import dev.downbeat.templates.Templates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Checks the params that a webhook gives its runs.
public final class WebhookParams {
    /// What their templates see.
    public static final Set<String> NAMES = Set.of("body", "headers", "query");

    private final Templates templates;
    private final Set<String> declared;

    /// @param declared the params of the DAG
    public WebhookParams(Templates templates, Set<String> declared) {
        this.templates = templates;
        this.declared = declared;
    }

    /// What is wrong with one of them.
    public List<String> mistakes(String name, @Nullable Object value) {
        var found = new ArrayList<String>();
        if (!declared.contains(name)) {
            found.add("the DAG declares no param '%s'%s".formatted(name, Nearest.hint(name, declared)));
        }
        texts(value, found);
        return found;
    }

    private void texts(@Nullable Object value, List<String> found) {
        switch (value) {
            case String text when Templates.isTemplate(text) -> template(text, found);
            case Map<?, ?> map -> map.values().forEach(inner -> texts(inner, found));
            case Collection<?> items -> items.forEach(inner -> texts(inner, found));
            case null, default -> {}
        }
    }

    private void template(String text, List<String> found) {
        List<Mistake> mistakes = templates.check(text);
        mistakes.forEach(mistake -> found.add("bad template: " + mistake.message()));
        if (mistakes.isEmpty()) {
            for (String name : new TreeSet<>(templates.reads(text).names())) {
                if (!NAMES.contains(name)) {
                    found.add("a webhook's templates know body, headers and query, not '%s'%s"
                            .formatted(name, Nearest.hint(name, NAMES)));
                }
            }
        }
    }
}
