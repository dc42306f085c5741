package dev.downbeat.templates;

import com.hubspot.jinjava.el.ext.AbsOperator;
import com.hubspot.jinjava.el.ext.AstDict;
import com.hubspot.jinjava.el.ext.AstList;
import com.hubspot.jinjava.el.ext.AstNamedParameter;
import com.hubspot.jinjava.el.ext.AstRangeBracket;
import com.hubspot.jinjava.el.ext.AstTuple;
import com.hubspot.jinjava.el.ext.CollectionMembershipOperator;
import com.hubspot.jinjava.el.ext.CollectionNonMembershipOperator;
import com.hubspot.jinjava.el.ext.ExtendedParser;
import com.hubspot.jinjava.el.ext.NamedParameterOperator;
import com.hubspot.jinjava.el.ext.PowerOfOperator;
import com.hubspot.jinjava.el.ext.StringConcatOperator;
import com.hubspot.jinjava.el.ext.TruncDivOperator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jinjava.de.odysseus.el.tree.impl.Builder;
import jinjava.de.odysseus.el.tree.impl.Scanner;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstBracket;
import jinjava.de.odysseus.el.tree.impl.ast.AstDot;
import jinjava.de.odysseus.el.tree.impl.ast.AstFunction;
import jinjava.de.odysseus.el.tree.impl.ast.AstIdentifier;
import jinjava.de.odysseus.el.tree.impl.ast.AstMethod;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstNull;
import jinjava.de.odysseus.el.tree.impl.ast.AstParameters;
import jinjava.de.odysseus.el.tree.impl.ast.AstProperty;
import jinjava.de.odysseus.el.tree.impl.ast.AstUnary;

/// Jinjava's grammar with nodes of our own, which are strict; notes on the way which names are read.
final class StrictParser extends ExtendedParser {
    private final Set<AstNode> parameterNames = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<AstNode> paths = new ArrayList<>();
    private final List<Nodes.Named> called = new ArrayList<>();

    StrictParser(Builder builder, String input) {
        super(builder, input);
        binary(StringConcatOperator.TOKEN, ExtensionPoint.ADD, Op.CONCAT);
        binary(TruncDivOperator.TOKEN, ExtensionPoint.MUL, Op.FLOOR_DIV);
        binary(PowerOfOperator.TOKEN, ExtensionPoint.MUL, Op.POW);
        binary(CollectionMembershipOperator.TOKEN, ExtensionPoint.CMP, Op.IN);
        binary(CollectionNonMembershipOperator.TOKEN, ExtensionPoint.CMP, Op.NOT_IN);
        on(AbsOperator.TOKEN, ExtensionPoint.UNARY, children -> children[0]);
        on(NamedParameterOperator.TOKEN, ExtensionPoint.ADD, this::namedParameter);
    }

    private void binary(Scanner.ExtensionToken token, ExtensionPoint point, Op op) {
        on(token, point, children -> new AstBinary(children[0], children[1], op));
    }

    private interface Make {
        AstNode of(AstNode[] children);
    }

    private void on(Scanner.ExtensionToken token, ExtensionPoint point, Make make) {
        putExtensionHandler(token, new ExtensionHandler(point) {
            @Override
            public AstNode createAstNode(AstNode... children) {
                return make.of(children);
            }
        });
    }

    private AstNode namedParameter(AstNode[] children) {
        if (!(children[0] instanceof AstIdentifier name)) {
            throw new TemplateSyntaxException(0, "'=' names an argument; to compare write ==");
        }
        parameterNames.add(name);
        return new AstNamedParameter(name, children[1]);
    }

    /// The identifiers and their dotted paths that the expression reads.
    List<AstNode> paths() {
        return paths.stream().filter(node -> !parameterNames.contains(node)).toList();
    }

    /// The filters, tests and functions that it calls.
    List<Nodes.Named> called() {
        return called;
    }

    @Override
    protected AstNode interpreter() {
        return new AstNull();
    }

    @Override
    protected AstIdentifier createAstIdentifier(String name, int index) {
        var node = new Nodes.Name(name, index);
        if (!name.startsWith(FILTER_PREFIX) && !name.startsWith(EXPTEST_PREFIX)) {
            paths.add(node);
        }
        return node;
    }

    @Override
    protected AstDot createAstDot(AstNode base, String property, boolean lvalue) {
        var node = new Nodes.Dot(base, property, lvalue);
        paths.add(node);
        return node;
    }

    @Override
    protected AstBracket createAstBracket(AstNode base, AstNode property, boolean lvalue, boolean strict) {
        var node = new Nodes.Bracket(base, property, lvalue, strict);
        paths.add(node);
        return node;
    }

    @Override
    protected AstRangeBracket createAstRangeBracket(
            AstNode base, AstNode start, AstNode end, boolean lvalue, boolean strict) {
        return new Nodes.Slice(base, start, end, lvalue, strict);
    }

    @Override
    protected AstMethod createAstMethod(AstProperty property, AstParameters params) {
        if (property instanceof Nodes.Dot dot && dot.base() instanceof Nodes.Name name) {
            if (name.getName().startsWith(FILTER_PREFIX)) {
                paths.remove(dot);
                return note(new Nodes.Filtered(property, params, name.getName().substring(FILTER_PREFIX.length())));
            }
            if (name.getName().startsWith(EXPTEST_PREFIX)) {
                paths.remove(dot);
                String test = name.getName().substring(EXPTEST_PREFIX.length());
                return note(new Nodes.Tested(property, params, test, "evaluateNegated".equals(dot.property())));
            }
        }
        return new Nodes.Called(property, params);
    }

    @Override
    protected AstFunction createAstFunction(String name, int index, AstParameters params) {
        return note(new Nodes.Function(name, index, params));
    }

    private <T extends Nodes.Named> T note(T node) {
        called.add(node);
        return node;
    }

    @Override
    protected AstBinary createAstBinary(AstNode left, AstNode right, AstBinary.Operator operator) {
        return new AstBinary(left, right, Op.of(operator));
    }

    @Override
    protected AstUnary createAstUnary(AstNode child, AstUnary.Operator operator) {
        if (operator.equals(AstUnary.EMPTY)) {
            throw new TemplateSyntaxException(0, "'empty' is no operator of Jinja: write not x, or x | length == 0");
        }
        return operator.equals(AstUnary.NOT) ? new Nodes.Not(child) : new Nodes.Negated(child);
    }

    @Override
    protected AstDict createAstDict(Map<AstNode, AstNode> entries) {
        return new Nodes.Entries(entries);
    }

    @Override
    protected AstList createAstList(AstParameters items) {
        return new Nodes.Items(items);
    }

    @Override
    protected AstTuple createAstTuple(AstParameters items) {
        return new Nodes.Tuple(items);
    }
}
