package dev.downbeat.templates;

import com.hubspot.jinjava.Jinjava;
import dev.downbeat.model.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes a [Template] of a text: the statements `if`, `for`, `set`, `macro` and `raw`.
final class TemplateParser {
    private static final List<String> TAGS = List.of(
            "if", "elif", "else", "endif", "for", "endfor", "set", "endset", "macro", "endmacro", "raw", "endraw");
    private static final Set<String> LEFT_OUT = Set.of("include", "import", "from", "extends", "block", "call", "do");
    private static final Pattern TAG = Pattern.compile("\\s*([A-Za-z_]\\w*)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
    private static final Pattern SET_NAME = Pattern.compile("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)?");
    private static final Pattern FOR = Pattern.compile("\\s*([A-Za-z_]\\w*(?:\\s*,\\s*[A-Za-z_]\\w*)*)\\s+in\\s");
    private static final Pattern MACRO = Pattern.compile("\\s*([A-Za-z_]\\w*)\\s*\\((.*)\\)\\s*", Pattern.DOTALL);

    private final Jinjava jinjava;
    private final List<Piece> pieces;
    private final List<Expr> exprs = new ArrayList<>();
    private final Set<String> locals = new HashSet<>();
    private final Set<String> macros = new HashSet<>();
    private int next;
    private int depth;

    private TemplateParser(Jinjava jinjava, List<Piece> pieces) {
        this.jinjava = jinjava;
        this.pieces = pieces;
    }

    /// @throws TemplateSyntaxException at the first mistake
    static Template parse(Jinjava jinjava, String text) {
        var parser = new TemplateParser(jinjava, Source.cut(text));
        var parts = parser.parts(null);
        parser.checkFunctions();
        Optional<Expr> only = parts.size() == 1 && parts.getFirst() instanceof Part.Print print
                ? Optional.of(print.expr())
                : Optional.empty();
        return new Template(parts, parser.exprs, parser.locals, only);
    }

    private void checkFunctions() {
        var known = new ArrayList<>(Functions.NAMES);
        known.addAll(macros);
        for (Expr expr : exprs) {
            for (String function : expr.functions()) {
                if (!known.contains(function)) {
                    throw new TemplateSyntaxException(
                            expr.offset(),
                            "there is no function '%s'%s".formatted(function, Nearest.hint(function, known)));
                }
            }
        }
    }

    /// Up to one of the tags that end `opener`'s body, which stays to be read; null stands for the whole
    /// template.
    private List<Part> parts(@Nullable Piece opener) {
        if (++depth > Limits.NESTING) {
            throw new TemplateSyntaxException(
                    opener == null ? 0 : opener.offset(),
                    "statements go more than %d levels deep".formatted(Limits.NESTING));
        }
        var parts = new ArrayList<Part>();
        while (next < pieces.size()) {
            Piece piece = pieces.get(next);
            switch (piece.kind()) {
                case TEXT -> parts.add(new Part.Text(piece.text()));
                case PRINT -> parts.add(new Part.Print(expr(piece)));
                case TAG -> {
                    String tag = tag(piece);
                    if (tag.startsWith("end") || tag.equals("else") || tag.equals("elif")) {
                        requireOpen(opener, piece, tag);
                        depth--;
                        return parts;
                    }
                    next++;
                    parts.add(statement(tag, piece));
                    continue;
                }
            }
            next++;
        }
        if (opener != null) {
            String tag = tag(opener);
            throw new TemplateSyntaxException(
                    opener.offset(), "{%% %s %%} is not closed by {%% end%s %%}".formatted(tag, tag));
        }
        depth--;
        return parts;
    }

    private static void requireOpen(@Nullable Piece opener, Piece piece, String tag) {
        if (opener == null) {
            throw new TemplateSyntaxException(piece.offset(), "{%% %s %%} closes nothing that is open".formatted(tag));
        }
        String open = tag(opener);
        boolean middle =
                tag.equals("else") ? open.equals("if") || open.equals("for") : tag.equals("elif") && open.equals("if");
        if (!middle && !tag.equals("end" + open)) {
            throw new TemplateSyntaxException(
                    piece.offset(), "{%% %s %%} comes where {%% end%s %%} is expected".formatted(tag, open));
        }
    }

    private static String tag(Piece piece) {
        Matcher tag = TAG.matcher(piece.text());
        if (!tag.lookingAt()) {
            throw new TemplateSyntaxException(piece.offset(), "a statement begins with its name: {% if … %}");
        }
        String name = tag.group(1);
        if (LEFT_OUT.contains(name)) {
            throw new TemplateSyntaxException(
                    piece.offset() + tag.start(1), "the statement '%s' is not offered".formatted(name));
        }
        if (!TAGS.contains(name)) {
            throw new TemplateSyntaxException(
                    piece.offset() + tag.start(1),
                    "there is no statement '%s'%s".formatted(name, Nearest.hint(name, TAGS)));
        }
        return name;
    }

    /// What follows the name of the statement.
    private static Piece rest(Piece piece) {
        Matcher tag = TAG.matcher(piece.text());
        int start = tag.lookingAt() ? tag.end() : 0;
        return part(piece, start, piece.text().length());
    }

    private static Piece part(Piece of, int start, int end) {
        return new Piece(of.kind(), of.offset() + start, of.text().substring(start, end));
    }

    private Part statement(String tag, Piece piece) {
        Piece rest = rest(piece);
        try {
            return switch (tag) {
                case "if" -> branches(piece, rest);
                case "for" -> loop(piece, rest);
                case "set" -> assignment(piece, rest);
                case "macro" -> macro(piece, rest);
                default ->
                    throw new TemplateSyntaxException(piece.offset(), "{%% %s %%} does not belong here".formatted(tag));
            };
        } catch (StackOverflowError e) {
            throw new TemplateSyntaxException(piece.offset(), "the statement is too deep");
        }
    }

    private Part branches(Piece opener, Piece condition) {
        var branches = new ArrayList<Part.If.Branch>();
        branches.add(new Part.If.Branch(expr(condition), parts(opener)));
        List<Part> otherwise = List.of();
        while (true) {
            Piece closer = pieces.get(next++);
            switch (tag(closer)) {
                case "elif" -> branches.add(new Part.If.Branch(expr(rest(closer)), parts(opener)));
                case "else" -> otherwise = parts(opener);
                default -> {
                    return new Part.If(branches, otherwise);
                }
            }
        }
    }

    private Part loop(Piece opener, Piece rest) {
        Matcher head = FOR.matcher(rest.text());
        if (!head.lookingAt()) {
            throw new TemplateSyntaxException(rest.offset(), "write {% for name in list %}");
        }
        var names = names(head.group(1));
        locals.addAll(names);
        locals.add("loop");
        Piece over = part(rest, head.end(), rest.text().length());
        int condition = TagText.lastWord(over.text(), "if");
        boolean filtered = condition >= 0 && TagText.lastWord(over.text(), "else") < condition;
        Expr items = expr(part(over, 0, filtered ? condition : over.text().length()));
        Optional<Expr> when = filtered
                ? Optional.of(expr(part(over, condition + 2, over.text().length())))
                : Optional.empty();
        List<Part> body = parts(opener);
        List<Part> otherwise = List.of();
        if (tag(pieces.get(next++)).equals("else")) {
            otherwise = parts(opener);
            next++;
        }
        return new Part.For(names, items, when, body, otherwise);
    }

    private static List<String> names(String list) {
        return Pattern.compile(",").splitAsStream(list).map(String::strip).toList();
    }

    private Part assignment(Piece opener, Piece rest) {
        int equals = TagText.assignment(rest.text());
        String left = (equals < 0 ? rest.text() : rest.text().substring(0, equals)).strip();
        var names = names(left);
        boolean plain = names.size() == 1
                ? SET_NAME.matcher(left).matches()
                : names.stream().allMatch(n -> NAME.matcher(n).matches());
        if (!plain || (equals < 0 && !NAME.matcher(left).matches())) {
            throw new TemplateSyntaxException(rest.offset(), "write {% set name = value %}");
        }
        names.stream().filter(name -> !name.contains(".")).forEach(locals::add);
        if (equals >= 0) {
            return new Part.Set(names, expr(part(rest, equals + 1, rest.text().length())));
        }
        var block = new Part.SetBlock(left, parts(opener));
        next++;
        return block;
    }

    private Part macro(Piece opener, Piece rest) {
        Matcher head = MACRO.matcher(rest.text());
        if (!head.matches()) {
            throw new TemplateSyntaxException(rest.offset(), "write {% macro name(argument, other=1) %}");
        }
        locals.add(head.group(1));
        macros.add(head.group(1));
        Map<String, Optional<Expr>> params = new LinkedHashMap<>();
        for (Piece param : TagText.list(head.group(2))) {
            int offset = rest.offset() + head.start(2) + param.offset();
            int equals = TagText.assignment(param.text());
            String name = (equals < 0 ? param.text() : param.text().substring(0, equals)).strip();
            if (!NAME.matcher(name).matches()) {
                throw new TemplateSyntaxException(offset, "'%s' is no name of an argument".formatted(name));
            }
            locals.add(name);
            params.put(
                    name,
                    equals < 0
                            ? Optional.empty()
                            : Optional.of(expr(new Piece(
                                    Piece.Kind.PRINT,
                                    offset + equals + 1,
                                    param.text().substring(equals + 1)))));
        }
        List<Part> body = parts(opener);
        next++;
        return new Part.Macro(head.group(1), params, body);
    }

    private Expr expr(Piece piece) {
        Expr expr = Expr.parse(jinjava, piece.text(), piece.offset());
        exprs.add(expr);
        return expr;
    }
}
