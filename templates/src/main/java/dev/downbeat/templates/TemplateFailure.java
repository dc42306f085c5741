package dev.downbeat.templates;

/// What went wrong while a template was read or evaluated; [Templates] turns it into an error for people.
class TemplateFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String text;

    TemplateFailure(String text) {
        // Without a stack trace: `default` and `is defined` make these part of normal work.
        super(text, null, false, false);
        this.text = text;
    }

    String text() {
        return text;
    }

    /// A syntax error.
    ///
    /// [#offset] counts from the start of the text that was read.
    static final class Syntax extends TemplateFailure {
        private static final long serialVersionUID = 1L;

        private final int offset;

        Syntax(int offset, String text) {
            super(text);
            this.offset = offset;
        }

        int offset() {
            return offset;
        }
    }

    /// A name that is not there; `default` and `is defined` forgive it.
    static final class Missing extends TemplateFailure {
        private static final long serialVersionUID = 1L;

        Missing(String text) {
            super(text);
        }
    }
}
