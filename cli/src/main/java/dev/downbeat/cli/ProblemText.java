package dev.downbeat.cli;

import dev.downbeat.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Mistakes in files with the line in which they are, and a caret under the place.
///
/// ```
/// pipeline.yaml:12:5: unknown operator 'bahs' (did you mean 'bash'?)
///    12 |     bahs: echo hi
///       |     ^
/// ```
final class ProblemText {
    private static final int MAX_COLUMNS = 160;

    private final Ink ink;
    private final Map<String, List<String>> sources = new HashMap<>();

    ProblemText(Ink ink) {
        this.ink = ink;
    }

    List<String> lines(Problem problem) {
        var lines = new ArrayList<String>();
        String position = problem.line() > 0
                ? problem.file() + ":" + problem.line() + ":" + Math.max(1, problem.column())
                : problem.file();
        String hint = problem.hint().isEmpty() ? "" : " (" + problem.hint() + ")";
        lines.add(ink.bold(position + ":") + " " + problem.message() + hint);
        List<String> source = sources.computeIfAbsent(problem.file(), ProblemText::read);
        if (problem.line() > 0 && problem.line() <= source.size()) {
            String text = source.get(problem.line() - 1);
            lines.add(ink.dim("%5d | ".formatted(problem.line())) + Ink.cut(text.replace('\t', ' '), MAX_COLUMNS));
            if (problem.column() > 0 && problem.column() <= Math.min(text.length() + 1, MAX_COLUMNS)) {
                lines.add(ink.dim("      | ") + " ".repeat(problem.column() - 1) + ink.red("^"));
            }
        }
        return lines;
    }

    /// Without its source a mistake is still told, by its place alone.
    private static List<String> read(String file) {
        try {
            return new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException | InvalidPathException e) {
            return List.of();
        }
    }
}
