package dev.downbeat.model;

import org.jspecify.annotations.Nullable;

/// What people want to know of a task, and what they want to be told of it.
///
/// @param docs   Markdown
/// @param line   where it stands in the file, from 1; 0 when unknown
public record TaskAbout(String docs, String owner, int line, Alerts alerts) {
    public static final TaskAbout NOTHING = new TaskAbout("", "", 0, Alerts.NONE);

    // Written out: a spec that was stored before there were alerts has none.
    public TaskAbout(String docs, String owner, int line, @Nullable Alerts alerts) {
        this.docs = docs;
        this.owner = owner;
        this.line = line;
        this.alerts = Alerts.orNone(alerts);
    }

    public TaskAbout withDocs(String docs) {
        return new TaskAbout(docs, owner, line, alerts);
    }

    public TaskAbout withOwner(String owner) {
        return new TaskAbout(docs, owner, line, alerts);
    }

    public TaskAbout withLine(int line) {
        return new TaskAbout(docs, owner, line, alerts);
    }

    public TaskAbout withAlerts(Alerts alerts) {
        return new TaskAbout(docs, owner, line, alerts);
    }
}
