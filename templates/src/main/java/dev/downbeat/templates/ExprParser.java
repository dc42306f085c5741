package dev.downbeat.templates;

import dev.downbeat.templates.Expr.Arguments;
import dev.downbeat.templates.Expr.Comparator;
import dev.downbeat.templates.Expr.Operator;
import dev.downbeat.templates.Lexer.Kind;
import dev.downbeat.templates.Lexer.Token;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads an expression by the grammar of Jinja2: the precedence from weak to strong is `if else`, `or`,
/// `and`, `not`, comparisons, `+ -`, `~`, `* / // %`, `**`, sign, then filters and tests.
final class ExprParser {
    /// More than any person writes; both keep reading and evaluating within the stack.
    private static final int MAX_DEPTH = 100;

    private static final int MAX_TOKENS = 2_000;
    private static final int MAX_DIGITS = 3_000;

    private static final Map<String, Comparator> COMPARATORS = Map.of(
            "==", Comparator.EQUAL,
            "!=", Comparator.NOT_EQUAL,
            "<", Comparator.LESS,
            "<=", Comparator.LESS_EQUAL,
            ">", Comparator.GREATER,
            ">=", Comparator.GREATER_EQUAL,
            "in", Comparator.IN);
    private static final Map<String, Operator> SUMS = Map.of("+", Operator.ADD, "-", Operator.SUBTRACT);
    private static final Map<String, Operator> PRODUCTS =
            Map.of("*", Operator.MULTIPLY, "/", Operator.DIVIDE, "//", Operator.FLOOR_DIVIDE, "%", Operator.MODULO);
    private static final Set<String> RESERVED = Set.of("if", "else", "or", "and", "not", "in", "is");

    private final List<Token> tokens;
    private int next;
    private int depth;

    private ExprParser(String input) {
        tokens = Lexer.tokens(input);
        if (tokens.size() > MAX_TOKENS) {
            throw new TemplateFailure.Syntax(0, "the expression is too long");
        }
    }

    /// @throws TemplateFailure.Syntax with the offset in `input`
    static Expr parse(String input) {
        var parser = new ExprParser(input);
        if (parser.peek().kind() == Kind.END) {
            throw new TemplateFailure.Syntax(parser.peek().at(), "an expression is missing");
        }
        Expr expr = parser.tuple();
        if (parser.peek().kind() != Kind.END) {
            throw unexpected("the end of the expression", parser.peek());
        }
        return expr;
    }

    private Expr tuple() {
        Expr first = choice();
        if (!peek().is(",")) {
            return first;
        }
        var items = new ArrayList<Expr>(List.of(first));
        while (accept(",") && startsValue()) {
            items.add(choice());
        }
        return new Expr.Items(items);
    }

    private Expr choice() {
        if (++depth > MAX_DEPTH) {
            throw new TemplateFailure.Syntax(peek().at(), "the expression is nested too deeply");
        }
        Expr value = or();
        while (accept("if")) {
            Expr condition = or();
            Expr no = accept("else") ? choice() : null;
            value = new Expr.Choice(condition, value, no);
        }
        depth--;
        return value;
    }

    private Expr or() {
        Expr left = and();
        while (accept("or")) {
            left = new Expr.Logic(false, left, and());
        }
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (accept("and")) {
            left = new Expr.Logic(true, left, not());
        }
        return left;
    }

    private Expr not() {
        int count = 0;
        while (peek().is("not")) {
            next++;
            count++;
        }
        Expr operand = comparison();
        for (int i = 0; i < count; i++) {
            operand = new Expr.Not(operand);
        }
        return operand;
    }

    private Expr comparison() {
        Expr first = binary(SUMS, () -> binary(Map.of("~", Operator.CONCAT), this::product));
        var links = new ArrayList<Expr.Link>();
        while (true) {
            Comparator comparator = comparator();
            if (comparator == null) {
                return links.isEmpty() ? first : new Expr.Comparison(first, links);
            }
            links.add(new Expr.Link(
                    comparator, binary(SUMS, () -> binary(Map.of("~", Operator.CONCAT), this::product))));
        }
    }

    private @Nullable Comparator comparator() {
        Token token = peek();
        if (token.kind() == Kind.TEXT || token.kind() == Kind.NUMBER) {
            return null;
        }
        if (token.is("not") && tokens.get(next + 1).is("in")) {
            next += 2;
            return Comparator.NOT_IN;
        }
        Comparator comparator = COMPARATORS.get(token.text());
        if (comparator != null) {
            next++;
        }
        return comparator;
    }

    private Expr product() {
        return binary(PRODUCTS, () -> binary(Map.of("**", Operator.POWER), this::signed));
    }

    private Expr binary(Map<String, Operator> operators, Supplier<Expr> operand) {
        Expr left = operand.get();
        while (true) {
            Operator operator = peek().kind() == Kind.SIGN ? operators.get(peek().text()) : null;
            if (operator == null) {
                return left;
            }
            next++;
            left = new Expr.Arithmetic(operator, left, operand.get());
        }
    }

    private Expr signed() {
        return filtered(unary());
    }

    private Expr unary() {
        if (peek().is("-") || peek().is("+")) {
            boolean minus = take().is("-");
            Expr operand = unary();
            return minus ? new Expr.Negate(operand) : operand;
        }
        return postfix(primary());
    }

    private Expr filtered(Expr input) {
        Expr value = input;
        while (true) {
            if (accept("|")) {
                Token name = name("the name of a filter");
                value = new Expr.Filter(value, name.text(), peek().is("(") ? arguments() : Arguments.NONE, name.at());
            } else if (accept("is")) {
                value = test(value);
            } else {
                return value;
            }
        }
    }

    private Expr test(Expr value) {
        boolean negated = accept("not");
        Token token = peek();
        String name = token.is("in") || COMPARATORS.containsKey(token.text())
                ? take().text()
                : name("the name of a test").text();
        var arguments = new ArrayList<Expr>();
        if (peek().is("(")) {
            arguments.addAll(arguments().positional());
        } else if (startsValue()) {
            arguments.add(postfix(primary()));
        }
        Tests.check(name, arguments.size(), token.at());
        return new Expr.Test(value, name, arguments, negated);
    }

    private boolean startsValue() {
        Token token = peek();
        return switch (token.kind()) {
            case TEXT, NUMBER -> true;
            case NAME -> !RESERVED.contains(token.text());
            case SIGN -> token.is("(") || token.is("[") || token.is("{") || token.is("-");
            case END -> false;
        };
    }

    private Expr postfix(Expr start) {
        Expr value = start;
        while (true) {
            Token token = peek();
            if (token.kind() != Kind.SIGN) {
                return value;
            }
            switch (token.text()) {
                case "." -> {
                    next++;
                    Token name = take();
                    if (name.kind() != Kind.NAME && name.kind() != Kind.NUMBER) {
                        throw unexpected("a name after '.'", name);
                    }
                    value = name.kind() == Kind.NAME
                            ? new Expr.Attribute(value, name.text(), name.at())
                            : new Expr.Item(value, number(name), name.at());
                }
                case "[" -> value = subscript(value);
                case "(" -> value = new Expr.Call(value, arguments(), token.at());
                default -> {
                    return value;
                }
            }
        }
    }

    private Expr subscript(Expr base) {
        int at = take().at();
        Expr from = peek().is(":") ? null : choice();
        if (from != null && accept("]")) {
            return new Expr.Item(base, from, at);
        }
        expect(":");
        Expr to = peek().is("]") || peek().is(":") ? null : choice();
        Expr step = accept(":") && !peek().is("]") ? choice() : null;
        expect("]");
        return new Expr.Slice(base, from, to, step);
    }

    private Arguments arguments() {
        expect("(");
        var positional = new ArrayList<Expr>();
        var named = new LinkedHashMap<String, Expr>();
        while (!peek().is(")")) {
            if (peek().kind() == Kind.NAME && tokens.get(next + 1).is("=")) {
                String name = take().text();
                next++;
                named.put(name, choice());
            } else {
                positional.add(choice());
            }
            if (!peek().is(")")) {
                expect(",");
            }
        }
        next++;
        return new Arguments(positional, named);
    }

    private Expr primary() {
        Token token = take();
        return switch (token.kind()) {
            case TEXT -> {
                var text = new StringBuilder(token.text());
                while (peek().kind() == Kind.TEXT) {
                    text.append(take().text());
                }
                yield new Expr.Literal(text.toString());
            }
            case NUMBER -> number(token);
            case NAME -> named(token);
            case SIGN -> bracketed(token);
            case END -> throw unexpected("a value", token);
        };
    }

    private Expr named(Token token) {
        if (RESERVED.contains(token.text())) {
            throw unexpected("a value", token);
        }
        return switch (token.text()) {
            case "true", "True" -> new Expr.Literal(true);
            case "false", "False" -> new Expr.Literal(false);
            case "none", "None", "null" -> new Expr.Literal(null);
            default -> new Expr.Name(token.text(), token.at());
        };
    }

    private Expr bracketed(Token open) {
        return switch (open.text()) {
            case "(" -> parenthesised();
            case "[" -> list();
            case "{" -> dict();
            default -> throw unexpected("a value", open);
        };
    }

    private Expr parenthesised() {
        if (accept(")")) {
            return new Expr.Items(List.of());
        }
        Expr inner = tuple();
        expect(")");
        return inner;
    }

    private Expr list() {
        var items = new ArrayList<Expr>();
        while (!accept("]")) {
            items.add(choice());
            if (!peek().is("]")) {
                expect(",");
            }
        }
        return new Expr.Items(items);
    }

    private Expr dict() {
        var entries = new ArrayList<Expr.Entry>();
        while (!accept("}")) {
            Expr key = choice();
            expect(":");
            entries.add(new Expr.Entry(key, choice()));
            if (!peek().is("}")) {
                expect(",");
            }
        }
        return new Expr.Dict(entries);
    }

    private static Expr number(Token token) {
        String digits = token.text();
        boolean whole = digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (whole && digits.length() > MAX_DIGITS) {
            throw new TemplateFailure.Syntax(token.at(), "the number is too long");
        }
        return new Expr.Literal(whole ? Numbers.narrow(new BigInteger(digits)) : (Object) Double.valueOf(digits));
    }

    private Token name(String what) {
        if (peek().kind() != Kind.NAME) {
            throw unexpected(what, peek());
        }
        return take();
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    private boolean accept(String sign) {
        if (peek().is(sign)) {
            next++;
            return true;
        }
        return false;
    }

    private void expect(String sign) {
        if (!accept(sign)) {
            throw unexpected("'" + sign + "'", peek());
        }
    }

    private static TemplateFailure.Syntax unexpected(String wanted, Token found) {
        return new TemplateFailure.Syntax(found.at(), "expected %s, found %s".formatted(wanted, found.shown()));
    }
}
