package dev.downbeat.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What people want to know of a task, and what they want to be told of it.
///
/// @param docs     Markdown
/// @param line     where it stands in the file, from 1; 0 when unknown
/// @param produces the assets that are updated when it has succeeded
public record TaskAbout(String docs, String owner, int line, Alerts alerts, List<AssetName> produces) {
    public static final TaskAbout NOTHING = new TaskAbout("", "", 0, Alerts.NONE, List.of());

    // Written out: a spec that was stored before there were alerts and assets has none.
    public TaskAbout(String docs, String owner, int line, @Nullable Alerts alerts, @Nullable List<AssetName> produces) {
        this.docs = docs;
        this.owner = owner;
        this.line = line;
        this.alerts = Alerts.orNone(alerts);
        this.produces = produces == null ? List.of() : List.copyOf(produces);
    }

    public TaskAbout withDocs(String docs) {
        return new TaskAbout(docs, owner, line, alerts, produces);
    }

    public TaskAbout withOwner(String owner) {
        return new TaskAbout(docs, owner, line, alerts, produces);
    }

    public TaskAbout withLine(int line) {
        return new TaskAbout(docs, owner, line, alerts, produces);
    }

    public TaskAbout withAlerts(Alerts alerts) {
        return new TaskAbout(docs, owner, line, alerts, produces);
    }

    public TaskAbout withProduces(List<AssetName> produces) {
        return new TaskAbout(docs, owner, line, alerts, produces);
    }
}
