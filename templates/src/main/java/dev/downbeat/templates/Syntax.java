package dev.downbeat.templates;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.UnknownTagException;
import com.hubspot.jinjava.tree.Node;
import dev.downbeat.model.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads templates: jinjava finds the blocks, [Blocks] reads what stands in them.
final class Syntax {
    /// All tags there are; no includes or imports: a template is one text and can reach no file.
    static final Set<String> TAGS = Set.of(
            "if", "elif", "else", "endif", "for", "endfor", "set", "endset", "macro", "endmacro", "raw", "endraw");

    private static final Jinjava JINJAVA = new Jinjava(JinjavaConfig.newBuilder()
            .withNestedInterpretationEnabled(false)
            .withLegacyOverrides(LegacyOverrides.newBuilder()
                    .withParseWhitespaceControlStrictly(true)
                    .withUseTrimmingForNotesAndExpressions(true)
                    .withHandleBackslashInQuotesOnly(true)
                    .build())
            .withMaxOutputSize(Limits.TEXT)
            .build());

    /// @param mistakes empty when the template is sound
    record Read(List<Piece> pieces, List<Mistake> mistakes) {}

    private Syntax() {}

    static JinjavaInterpreter interpreter() {
        return JINJAVA.newInterpreter();
    }

    static boolean isTemplate(String text) {
        for (int i = text.indexOf('{'); i >= 0 && i + 1 < text.length(); i = text.indexOf('{', i + 1)) {
            char c = text.charAt(i + 1);
            if (c == '{' || c == '%' || c == '#') {
                return true;
            }
        }
        return false;
    }

    /// An expression, as a template that is its output alone.
    static Read readExpression(String expression) {
        try {
            var placed = new Piece.Placed(Expressions.read(expression, 0), expression.strip(), 0);
            return new Read(List.of(new Piece.Output(placed)), List.of());
        } catch (TemplateFailure.Syntax e) {
            return new Read(List.of(), List.of(Mistake.at(expression, e.offset(), e.text())));
        }
    }

    static Read read(String template) {
        try {
            return parsed(template);
        } catch (StackOverflowError e) {
            return new Read(List.of(), List.of(Mistake.at(template, 0, "the template is nested too deeply")));
        }
    }

    private static Read parsed(String template) {
        JinjavaInterpreter interpreter = interpreter();
        var mistakes = new ArrayList<Mistake>();
        var source = Source.of(template);
        Node root;
        try {
            root = interpreter.parse(source.text());
        } catch (InterpretException e) {
            return new Read(List.of(), List.of(Mistake.at(template, 0, String.valueOf(e.getMessage()))));
        }
        interpreter.getErrors().forEach(error -> mistakes.add(mistake(error)));
        var blocks = new Blocks(source);
        List<Piece> pieces = blocks.read(root);
        mistakes.addAll(blocks.mistakes());
        return new Read(pieces, List.copyOf(mistakes));
    }

    private static Mistake mistake(TemplateError error) {
        return new Mistake(Math.max(1, error.getLineno()), Math.max(1, error.getStartPosition()), message(error));
    }

    private static String message(TemplateError error) {
        if (error.getException() instanceof UnknownTagException unknown) {
            return unknownTag(unknown.getTag());
        }
        String message = String.valueOf(error.getMessage());
        return switch (message) {
            case "Unclosed token" -> "a '{{' or '{%' is not closed";
            case "Unclosed comment" -> "a '{#' is not closed";
            case "Missing start tag" -> "'%s' closes nothing".formatted(error.getFieldName());
            default -> message;
        };
    }

    static String unknownTag(String tag) {
        String hint = Nearest.hint(tag, TAGS);
        return "unknown tag '%s'%s".formatted(tag, hint.isEmpty() ? ": there are if, for, set, macro and raw" : hint);
    }
}
