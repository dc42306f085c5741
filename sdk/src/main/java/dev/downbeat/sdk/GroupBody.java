package dev.downbeat.sdk;

/// What is written in a task group.
public final class GroupBody extends Tasks {
    private final Scope scope;

    GroupBody(Draft draft, Scope scope) {
        super(draft);
        this.scope = scope;
    }

    /// The first tasks of the group come after these; to be said before the first task.
    public GroupBody after(Upstream... before) {
        if (!scope.members().isEmpty()) {
            throw Refusal.of("say what task group '%s' comes after before its first task".formatted(scope.path()));
        }
        for (Upstream upstream : before) {
            scope.gate().addAll(upstream.tasks());
        }
        return this;
    }

    /// Markdown for people.
    public GroupBody docs(String markdown) {
        draft().document(scope.path(), markdown);
        return this;
    }
}
