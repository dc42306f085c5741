package dev.downbeat.executors.secrets;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A YAML file of names and values as it stood when it was read. Values are the texts that were written: `0123`
/// keeps its zero. Errors carry the position and never the content.
record SecretFile(Path file, Stamp stamp, Map<String, Entry> entries) {
    /// Tells whether a file changed; [#ABSENT] when there is none.
    record Stamp(long size, FileTime modified) {
        static final Stamp ABSENT = new Stamp(-1, FileTime.fromMillis(0));

        static Stamp of(Path file) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(attributes.size(), attributes.lastModifiedTime());
            } catch (IOException e) {
                return ABSENT;
            }
        }
    }

    /// @param value String, null, List or Map of such
    record Entry(@Nullable Object value, int line, int column) {}

    /// @throws DownbeatException BAD_INPUT with the position of the mistake
    static SecretFile read(Path file) {
        Stamp stamp = Stamp.of(file);
        if (stamp.equals(Stamp.ABSENT)) {
            return new SecretFile(file, stamp, Map.of());
        }
        try {
            String text = Files.readString(file);
            Optional<Node> root = new Compose(LoadSettings.builder().build()).composeString(text);
            return new SecretFile(
                    file, stamp, root.map(node -> entries(file, node)).orElse(Map.of()));
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            throw bad(file, mark, "is not valid YAML", hint(e));
        } catch (YamlEngineException e) {
            throw bad(file, null, "is not valid YAML", "");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static String hint(MarkedYamlEngineException e) {
        return e instanceof ParserException
                ? "one 'name: value' a line, indented with spaces"
                : "put a value with special characters in quotes";
    }

    /// The error for an entry whose value turned out wrong.
    DownbeatException wrong(Entry entry, String message) {
        return new DownbeatException(
                ErrorCode.BAD_INPUT,
                new Problem(file.toString(), entry.line(), entry.column(), message, "").toString());
    }

    private static Map<String, Entry> entries(Path file, Node root) {
        if (root instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL)) {
            return Map.of();
        }
        if (!(root instanceof MappingNode mapping)) {
            throw bad(file, mark(root), "must hold names and values", "one 'name: value' a line");
        }
        var entries = new LinkedHashMap<String, Entry>();
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            Mark mark = mark(key);
            String name = String.valueOf(plain(key));
            var entry = new Entry(
                    plain(tuple.getValueNode()),
                    mark == null ? 0 : mark.getLine() + 1,
                    mark == null ? 0 : mark.getColumn() + 1);
            if (entries.putIfAbsent(name, entry) != null) {
                throw bad(file, mark, "'%s' stands there twice".formatted(name), "");
            }
        }
        return entries;
    }

    private static @Nullable Object plain(Node node) {
        return switch (node) {
            case ScalarNode scalar -> scalar.getTag().equals(Tag.NULL) ? null : scalar.getValue();
            case SequenceNode sequence -> {
                List<@Nullable Object> list = new ArrayList<>();
                sequence.getValue().forEach(inner -> list.add(plain(inner)));
                yield list;
            }
            case MappingNode mapping -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                mapping.getValue()
                        .forEach(tuple ->
                                map.put(String.valueOf(plain(tuple.getKeyNode())), plain(tuple.getValueNode())));
                yield map;
            }
            default -> throw new IllegalStateException("an alias was not resolved");
        };
    }

    private static @Nullable Mark mark(Node node) {
        return node.getStartMark().orElse(null);
    }

    private static DownbeatException bad(Path file, @Nullable Mark mark, String message, String hint) {
        int line = mark == null ? 0 : mark.getLine() + 1;
        int column = mark == null ? 0 : mark.getColumn() + 1;
        return new DownbeatException(
                ErrorCode.BAD_INPUT, new Problem(file.toString(), line, column, message, hint).toString());
    }
}
