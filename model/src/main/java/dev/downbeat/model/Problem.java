package dev.downbeat.model;

/// One mistake in a file that a person wrote: what, where (line and column from 1; 0 when unknown) and the
/// nearest right thing (empty when there is none to offer).
public record Problem(String file, int line, int column, String message, String hint) {
    /// The same mistake, the file being called by another name.
    public Problem in(String otherName) {
        return new Problem(otherName, line, column, message, hint);
    }

    /// `pipeline.yaml:12:5: unknown operator 'bahs' (did you mean 'bash'?)`
    @Override
    public String toString() {
        String position = line > 0 ? file + ":" + line + ":" + column : file;
        return position + ": " + message + (hint.isEmpty() ? "" : " (" + hint + ")");
    }
}
