package dev.downbeat.templates;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Finds places in the text of a tag that are neither quoted nor within brackets.
final class TagText {
    private TagText() {}

    /// The offset of the last `word` with white space around it at the top level, or -1.
    static int lastWord(String text, String word) {
        int found = -1;
        for (int i : topLevel(text)) {
            if (text.startsWith(word, i) && spaceAt(text, i - 1) && spaceAt(text, i + word.length())) {
                found = i;
            }
        }
        return found;
    }

    private static boolean spaceAt(String text, int index) {
        return index < 0 || index >= text.length() || Character.isWhitespace(text.charAt(index));
    }

    /// The offset of the `=` that assigns, or -1.
    static int assignment(String text) {
        for (int i : topLevel(text)) {
            if (text.charAt(i) == '=') {
                return text.startsWith("==", i) ? -1 : i;
            }
        }
        return -1;
    }

    /// Cut at the top level's commas; each with its offset.
    static List<Piece> list(String text) {
        var parts = new ArrayList<Piece>();
        int start = 0;
        for (int i : topLevel(text)) {
            if (text.charAt(i) == ',') {
                parts.add(new Piece(Piece.Kind.TEXT, start, text.substring(start, i)));
                start = i + 1;
            }
        }
        if (!text.substring(start).isBlank()) {
            parts.add(new Piece(Piece.Kind.TEXT, start, text.substring(start)));
        }
        return parts;
    }

    private static List<Integer> topLevel(String text) {
        var offsets = new ArrayList<Integer>();
        var open = new ArrayDeque<Character>();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                i = Source.endOfQuote(text, i, c);
                continue;
            }
            Source.bracket(open, c, i);
            if (open.isEmpty()) {
                offsets.add(i);
            }
        }
        return offsets;
    }
}
