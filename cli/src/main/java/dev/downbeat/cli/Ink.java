package dev.downbeat.cli;

import dev.downbeat.authoring.view.StateStyle;
import dev.downbeat.model.TaskState;

/// Text in colours, or plain when there are none.
record Ink(boolean on) {
    String bold(String text) {
        return paint("1", text);
    }

    String dim(String text) {
        return paint("2", text);
    }

    String red(String text) {
        return paint("31", text);
    }

    String green(String text) {
        return paint("32", text);
    }

    String yellow(String text) {
        return paint("33", text);
    }

    /// A state's word, or any text about it, in the state's colour.
    String state(String word, String text) {
        return StateStyle.of(TaskState.of(word)).paint(text, on);
    }

    /// A state's one-character sign in its colour.
    String sign(String word) {
        StateStyle style = StateStyle.of(TaskState.of(word));
        return style.paint(style.sign(), on);
    }

    private String paint(String code, String text) {
        return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /// How many columns a text takes; colours take none.
    static int width(String text) {
        return (int) strip(text).codePoints().count();
    }

    static String strip(String text) {
        return text.indexOf('\u001b') < 0 ? text : text.replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "");
    }

    static String pad(String text, int width) {
        int missing = width - width(text);
        return missing > 0 ? text + " ".repeat(missing) : text;
    }

    static String padLeft(String text, int width) {
        int missing = width - width(text);
        return missing > 0 ? " ".repeat(missing) + text : text;
    }

    /// At most `width` columns; what was cut is marked by `…`. Colours before the cut stay, and end
    /// with it.
    static String cut(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        var kept = new StringBuilder();
        int columns = 0;
        for (int i = 0; i < text.length() && columns < width - 1; ) {
            if (text.charAt(i) == '\u001b') {
                int end = text.indexOf('m', i);
                kept.append(text, i, end + 1);
                i = end + 1;
            } else {
                int next = text.offsetByCodePoints(i, 1);
                kept.append(text, i, next);
                i = next;
                columns++;
            }
        }
        return kept.append(text.indexOf('\u001b') < 0 ? "…" : "…\u001b[0m").toString();
    }
}
