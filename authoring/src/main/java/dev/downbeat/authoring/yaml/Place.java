package dev.downbeat.authoring.yaml;

import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// A position in a file; both from 1.
record Place(int line, int column) {
    static final Place START = new Place(1, 1);

    static Place of(Node node) {
        return node.getStartMark().map(Place::of).orElse(START);
    }

    static Place of(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    /// Where in the file a position within a scalar's text stands; the scalar's own beginning where YAML folds
    /// its lines.
    ///
    /// @param line   within the text, from 1
    /// @param column within the text, from 1
    static Place within(ScalarNode scalar, int line, int column, String source) {
        Place start = of(scalar);
        ScalarStyle style = scalar.getScalarStyle();
        if (style == ScalarStyle.LITERAL) {
            return new Place(start.line() + line, indentAfter(source, start.line()) + column);
        }
        boolean oneLine = scalar.getEndMark()
                .map(end -> end.getLine() + 1 == start.line())
                .orElse(false);
        boolean quoted = style == ScalarStyle.DOUBLE_QUOTED || style == ScalarStyle.SINGLE_QUOTED;
        return oneLine && line == 1 ? new Place(start.line(), start.column() + (quoted ? 1 : 0) + column - 1) : start;
    }

    /// The indentation of the first line with text below a line.
    private static int indentAfter(String source, int line) {
        return source.lines()
                .skip(line)
                .filter(text -> !text.isBlank())
                .findFirst()
                .map(text -> text.length() - text.stripLeading().length())
                .orElse(0);
    }
}
