package dev.downbeat.templates;

/// What is wrong in the text of a template or an expression.
///
/// @param line   from 1, within the text
/// @param column from 1, within the line
public record Mistake(int line, int column, String message) {
    static Mistake at(String text, int offset, String message) {
        int end = Math.clamp(offset, 0, text.length());
        int line =
                1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
        return new Mistake(line, end - text.lastIndexOf('\n', end - 1), message);
    }

    @Override
    public String toString() {
        return line + ":" + column + ": " + message;
    }
}
