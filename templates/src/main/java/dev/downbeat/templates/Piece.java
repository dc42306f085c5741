package dev.downbeat.templates;

/// A stretch of a template's text.
///
/// @param offset of `text` within the template
/// @param text   what stands between the markers; for [Kind#TEXT] the text itself
record Piece(Kind kind, int offset, String text) {
    enum Kind {
        TEXT,
        /// `{{ … }}`
        PRINT,
        /// `{% … %}`
        TAG
    }

    int end() {
        return offset + text.length();
    }
}
