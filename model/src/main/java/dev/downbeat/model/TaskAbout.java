package dev.downbeat.model;

/// What people want to know of a task.
///
/// @param docs Markdown
/// @param line where it stands in the file, from 1; 0 when unknown
public record TaskAbout(String docs, String owner, int line) {
    public static final TaskAbout NOTHING = new TaskAbout("", "", 0);
}
