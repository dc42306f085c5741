package dev.downbeat.templates;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.el.ExtendedSyntaxBuilder;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import jinjava.de.odysseus.el.misc.TypeConverter;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.Tree;
import jinjava.de.odysseus.el.tree.TreeBuilderException;
import jinjava.de.odysseus.el.tree.impl.Builder;
import jinjava.de.odysseus.el.tree.impl.Parser;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.javax.el.ELException;
import org.jspecify.annotations.Nullable;

/// One parsed expression; shared by threads.
final class Expr {
    private static final Bindings BINDINGS = new Bindings(null, null, new Truth());
    /// What stands before the expression in the text that Jinjava's grammar reads.
    private static final String PREFIX = "#{";
    private static final int SHOWN = 80;

    private final int offset;
    private final String text;
    private final AstNode root;
    private final List<List<String>> paths;
    private final List<Nodes.Named> called;

    private Expr(int offset, String text, AstNode root, StrictParser parser) {
        this.offset = offset;
        this.text = text;
        this.root = root;
        this.paths = parser.paths().stream()
                .map(Nodes::path)
                .filter(path -> !path.isEmpty())
                .toList();
        this.called = List.copyOf(parser.called());
    }

    /// Parses.
    ///
    /// @param offset where in the template the text begins, for messages
    /// @throws TemplateSyntaxException when it is no expression
    @SuppressWarnings("try") // what is opened is there for the parser, not for us
    static Expr parse(Jinjava jinjava, String text, int offset) {
        check(text, offset);
        var builder = new StrictBuilder();
        // The grammar asks the thread's interpreter for its settings (operator precedence).
        try (var current = JinjavaInterpreter.closeablePushCurrent(jinjava.newInterpreter())
                .get()) {
            Tree tree = builder.build(PREFIX + text + "}");
            var expr = new Expr(offset, text, (AstNode) tree.getRoot(), Objects.requireNonNull(builder.parser));
            expr.checkCalled();
            return expr;
        } catch (TreeBuilderException e) {
            int at = Math.clamp(e.getPosition() - PREFIX.length(), 0, text.length());
            throw new TemplateSyntaxException(offset + at, unexpected(e, text, at));
        } catch (TemplateSyntaxException e) {
            throw new TemplateSyntaxException(offset + e.offset(), e.text());
        } catch (ELException | ClassCastException e) {
            throw new TemplateSyntaxException(offset, "this is no expression");
        } catch (StackOverflowError e) {
            throw new TemplateSyntaxException(offset, "the expression is too deep");
        }
    }

    private static void check(String text, int offset) {
        if (text.isBlank()) {
            throw new TemplateSyntaxException(offset, "the expression is empty");
        }
        if (text.length() > Limits.EXPRESSION) {
            throw new TemplateSyntaxException(
                    offset, "an expression has %,d characters at most".formatted(Limits.EXPRESSION));
        }
        var open = new ArrayDeque<Character>();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                i = endOfQuote(text, i, c, offset);
            } else {
                Source.bracket(open, c, offset + i);
            }
        }
        if (!open.isEmpty()) {
            throw new TemplateSyntaxException(offset + text.length(), "'%s' is missing".formatted(open.peek()));
        }
    }

    private static int endOfQuote(String text, int from, char quote, int offset) {
        try {
            return Source.endOfQuote(text, from, quote);
        } catch (TemplateSyntaxException e) {
            throw new TemplateSyntaxException(offset + e.offset(), e.text());
        }
    }

    private static String unexpected(TreeBuilderException e, String text, int at) {
        boolean atEnd = at >= text.length();
        String found = atEnd ? "the end" : String.valueOf(e.getEncountered());
        String rest = text.substring(at).strip();
        if (rest.startsWith("=") && !rest.startsWith("==")) {
            return "'=' compares nothing: write ==";
        }
        return atEnd
                ? "the expression ends too early"
                : "%s is not expected here".formatted(found.startsWith("'") ? found : "'" + found + "'");
    }

    private void checkCalled() {
        for (Nodes.Named call : called) {
            Collection<String> known = switch (call.what()) {
                case "filter" -> Filters.NAMES;
                case "test" -> Tests.NAMES;
                default -> List.of(call.name()); // a function may be one of the template's own macros
            };
            if (!known.contains(call.name())) {
                int at = Math.max(0, text.indexOf(call.name()));
                throw new TemplateSyntaxException(
                        at,
                        "there is no %s '%s'%s".formatted(call.what(), call.name(), Nearest.hint(call.name(), known)));
            }
        }
    }

    /// The functions that it calls.
    List<String> functions() {
        return called.stream()
                .filter(call -> call.what().equals("function"))
                .map(Nodes.Named::name)
                .toList();
    }

    /// All dotted paths that it reads, also those within longer ones.
    List<List<String>> paths() {
        return new ArrayList<>(paths);
    }

    int offset() {
        return offset;
    }

    /// The value, or [Missing].
    ///
    /// @throws DownbeatException BAD_TEMPLATE when it cannot be computed
    @Nullable
    Object evaluate(Scope scope) {
        scope.limits().step();
        try {
            return root.eval(BINDINGS, scope);
        } catch (DownbeatException e) {
            throw placed(e);
        } catch (ELException | UnsupportedOperationException | ClassCastException e) {
            throw placed(Arithmetic.wrong("it cannot be evaluated: " + e.getMessage()));
        } catch (StackOverflowError e) {
            throw placed(Arithmetic.wrong("it is too deep to be evaluated"));
        }
    }

    /// The value; a missing one is an error.
    @Nullable
    Object value(Scope scope) {
        Object value = evaluate(scope);
        if (value instanceof Missing missing) {
            throw placed(missing.error());
        }
        return value;
    }

    private DownbeatException placed(DownbeatException e) {
        return e instanceof Placed || e.code() != ErrorCode.BAD_TEMPLATE
                ? e
                : new Placed("%s (in '%s')".formatted(e.text(), shorten(text)), e);
    }

    static String shorten(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 1) + "…";
    }

    /// An error that already tells in which expression it is.
    private static final class Placed extends DownbeatException {
        private static final long serialVersionUID = 1L;

        Placed(String message, Throwable cause) {
            super(ErrorCode.BAD_TEMPLATE, message, cause);
        }
    }

    private static final class StrictBuilder extends ExtendedSyntaxBuilder {
        private static final long serialVersionUID = 1L;

        private transient @Nullable StrictParser parser;

        StrictBuilder() {
            super(Builder.Feature.METHOD_INVOCATIONS);
        }

        @Override
        protected Parser createParser(String expression) {
            var created = new StrictParser(this, expression);
            parser = created;
            return created;
        }
    }

    /// Decides what counts as true in `a if b else c`; nothing else is left to convert.
    @SuppressWarnings("NullAway") // Jinjava's converter may return null, which its signature does not tell
    private static final class Truth implements TypeConverter {
        private static final long serialVersionUID = 1L;

        @Override
        public <T> T convert(@Nullable Object value, Class<T> type) {
            Object converted =
                    type == Boolean.class ? PyText.truth(value) : type == String.class ? PyText.of(value) : value;
            return type.cast(converted);
        }
    }
}
