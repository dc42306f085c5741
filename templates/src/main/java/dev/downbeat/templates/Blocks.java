package dev.downbeat.templates;

import com.hubspot.jinjava.tree.ExpressionNode;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.tree.TextNode;
import com.hubspot.jinjava.tree.parse.TextToken;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns jinjava's tree of blocks into pieces and collects the mistakes in them.
final class Blocks {
    private static final Pattern FOR = Pattern.compile(
            "\\s*\\(?\\s*([A-Za-z_]\\w*(?:\\s*,\\s*[A-Za-z_]\\w*)*)\\s*\\)?\\s+in\\s+(.+)", Pattern.DOTALL);
    private static final Pattern SET =
            Pattern.compile("\\s*([A-Za-z_]\\w*(?:\\s*,\\s*[A-Za-z_]\\w*)*)\\s*=(?!=)(.*)", Pattern.DOTALL);
    private static final Pattern MEMBER =
            Pattern.compile("\\s*([A-Za-z_]\\w*)\\.([A-Za-z_]\\w*)\\s*=(?!=)(.*)", Pattern.DOTALL);
    private static final Pattern MACRO = Pattern.compile("\\{%-?\\s*macro\\s+([A-Za-z_]\\w*)");
    private static final int DEEPEST = 60;
    private static final Pattern NAME = Pattern.compile("\\s*([A-Za-z_]\\w*)\\s*");

    private final Source source;
    private final String template;
    private final List<Mistake> mistakes = new ArrayList<>();
    /// Where the search for the next block begins: jinjava's own positions are those of a block's end.
    private int from;
    private int depth;
    private final Set<String> functions = new HashSet<>(Expressions.FUNCTIONS);

    Blocks(Source source) {
        this.source = source;
        this.template = source.text();
        MACRO.matcher(template).results().forEach(macro -> functions.add(macro.group(1)));
    }

    List<Mistake> mistakes() {
        return mistakes;
    }

    List<Piece> read(Node parent) {
        var pieces = new ArrayList<Piece>();
        for (Node node : parent.getChildren()) {
            try {
                piece(node, pieces);
            } catch (TemplateFailure.Syntax e) {
                mistakes.add(source.mistake(e.offset(), e.text()));
            }
        }
        return pieces;
    }

    private void piece(Node node, List<Piece> pieces) {
        int at = locate(node);
        switch (node) {
            case TextNode text -> pieces.add(new Piece.Plain(output(text)));
            case ExpressionNode expression -> {
                String image = expression.getMaster().getImage();
                int start = image.startsWith("{{-") ? 3 : 2;
                int end = image.length() - (image.endsWith("-}}") ? 3 : 2);
                pieces.add(new Piece.Output(placed(image.substring(start, Math.max(start, end)), at + start)));
            }
            case TagNode tag -> tag(tag, at, pieces);
            default -> throw new TemplateFailure.Syntax(at, "unexpected " + node.getName());
        }
    }

    private static String output(TextNode text) {
        return ((TextToken) text.getMaster()).output();
    }

    private void tag(TagNode tag, int at, List<Piece> pieces) {
        if (++depth > DEEPEST) {
            depth--;
            throw new TemplateFailure.Syntax(at, "more than %d blocks within each other".formatted(DEEPEST));
        }
        try {
            block(tag, at, pieces);
        } finally {
            depth--;
        }
    }

    private void block(TagNode tag, int at, List<Piece> pieces) {
        int helpers = at + Math.max(0, tag.getMaster().getImage().indexOf(tag.getHelpers()));
        switch (tag.getName()) {
            case "raw" -> {
                var text = new StringBuilder();
                for (Node child : tag.getChildren()) {
                    text.append(child instanceof TextNode plain ? output(plain) : child.reconstructImage());
                }
                pieces.add(new Piece.Plain(text.toString()));
            }
            case "if" -> pieces.add(branch(tag, helpers));
            case "for" -> pieces.add(loop(tag, helpers));
            case "set" -> pieces.add(assign(tag, helpers));
            case "macro" -> pieces.add(macro(tag, helpers));
            default -> {
                boolean known = Syntax.TAGS.contains(tag.getName());
                throw new TemplateFailure.Syntax(
                        at,
                        known
                                ? "'%s' stands outside of an if or for".formatted(tag.getName())
                                : Syntax.unknownTag(tag.getName()));
            }
        }
    }

    private Piece branch(TagNode tag, int at) {
        var arms = new ArrayList<Piece.Arm>();
        Piece.@Nullable Placed condition = tolerant(tag.getHelpers(), at);
        var body = new ArrayList<Piece>();
        for (Node child : tag.getChildren()) {
            if (child instanceof TagNode inner
                    && (inner.getName().equals("elif") || inner.getName().equals("else"))) {
                int place = locate(child);
                arms.add(new Piece.Arm(condition, List.copyOf(body)));
                body.clear();
                int helpers = place + Math.max(0, inner.getMaster().getImage().indexOf(inner.getHelpers()));
                condition = inner.getName().equals("else") ? null : tolerant(inner.getHelpers(), helpers);
            } else {
                add(child, body);
            }
        }
        arms.add(new Piece.Arm(condition, List.copyOf(body)));
        return new Piece.If(arms);
    }

    private Piece loop(TagNode tag, int at) {
        Matcher matcher = FOR.matcher(tag.getHelpers());
        if (!matcher.matches()) {
            throw new TemplateFailure.Syntax(at, "write a loop as {% for item in items %}");
        }
        List<String> names = names(matcher.group(1));
        String items = matcher.group(2);
        int filterAt = filter(items);
        Piece.Placed over = tolerant(filterAt < 0 ? items : items.substring(0, filterAt), at + matcher.start(2));
        Piece.@Nullable Placed filter =
                filterAt < 0 ? null : tolerant(items.substring(filterAt + 4), at + matcher.start(2) + filterAt + 4);
        var body = new ArrayList<Piece>();
        var otherwise = new ArrayList<Piece>();
        List<Piece> current = body;
        for (Node child : tag.getChildren()) {
            if (child instanceof TagNode inner && inner.getName().equals("else")) {
                locate(child);
                current = otherwise;
            } else {
                add(child, current);
            }
        }
        return new Piece.For(new Piece.Loop(names, over, filter), List.copyOf(body), List.copyOf(otherwise));
    }

    /// The offset of ` if ` in `items if condition`; -1 when it belongs to an `a if b else c` or is not
    /// there.
    private static int filter(String items) {
        var tokens = lex(items);
        int depth = 0;
        int found = -1;
        for (Lexer.Token token : tokens) {
            if (token.is("(") || token.is("[") || token.is("{")) {
                depth++;
            } else if (token.is(")") || token.is("]") || token.is("}")) {
                depth--;
            } else if (depth == 0 && token.is("if")) {
                found = token.at() - 1;
            } else if (depth == 0 && token.is("else")) {
                found = -1;
            }
        }
        return found;
    }

    private static List<Lexer.Token> lex(String items) {
        try {
            return Lexer.tokens(items);
        } catch (TemplateFailure.Syntax e) {
            // Reported when the expression itself is read.
            return List.of();
        }
    }

    private Piece assign(TagNode tag, int at) {
        Matcher matcher = SET.matcher(tag.getHelpers());
        if (matcher.matches()) {
            return new Piece.Assign(names(matcher.group(1)), tolerant(matcher.group(2), at + matcher.start(2)));
        }
        Matcher member = MEMBER.matcher(tag.getHelpers());
        if (member.matches()) {
            return new Piece.AssignMember(
                    member.group(1), member.group(2), tolerant(member.group(3), at + member.start(3)));
        }
        Matcher name = NAME.matcher(tag.getHelpers());
        if (!name.matches()) {
            throw new TemplateFailure.Syntax(at, "write an assignment as {% set name = value %}");
        }
        return new Piece.Capture(name.group(1), read(tag));
    }

    /// `m(a, b=2)` reads as a call: its arguments are the parameters.
    private Piece macro(TagNode tag, int at) {
        String help = "write a macro as {% macro name(a, b=1) %}";
        if (!(ExprParser.parse(tag.getHelpers())
                instanceof Expr.Call(Expr.Name(String name, int _), Expr.Arguments arguments, int _))) {
            throw new TemplateFailure.Syntax(at, help);
        }
        var parameters = new LinkedHashMap<String, Piece.@Nullable Placed>();
        for (Expr parameter : arguments.positional()) {
            if (!(parameter instanceof Expr.Name(String plain, int _))) {
                throw new TemplateFailure.Syntax(at, help);
            }
            parameters.put(plain, null);
        }
        arguments.named().forEach((key, value) -> parameters.put(key, new Piece.Placed(value, key, at)));
        return new Piece.Macro(name, parameters, read(tag));
    }

    private void add(Node child, List<Piece> pieces) {
        try {
            piece(child, pieces);
        } catch (TemplateFailure.Syntax e) {
            mistakes.add(source.mistake(e.offset(), e.text()));
        }
    }

    private static List<String> names(String list) {
        return List.of(list.strip().split("\\s*,\\s*"));
    }

    /// Goes on after a mistake, so that those in the body are found too.
    private Piece.Placed tolerant(String expression, int at) {
        try {
            return placed(expression, at);
        } catch (TemplateFailure.Syntax e) {
            mistakes.add(source.mistake(e.offset(), e.text()));
            return new Piece.Placed(new Expr.Literal(null), expression, at);
        }
    }

    private Piece.Placed placed(String expression, int at) {
        return new Piece.Placed(Expressions.read(expression, at, functions), expression.strip(), at);
    }

    private int locate(Node node) {
        String image = node.getMaster().getImage();
        int found = template.indexOf(image, from);
        if (found < 0) {
            return from;
        }
        from = found + (node instanceof TextNode ? 0 : image.length());
        return found;
    }
}
