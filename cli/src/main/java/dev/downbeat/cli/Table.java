package dev.downbeat.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Rows under headings, columns as wide as they have to be.
final class Table {
    private static final int GAP = 2;
    private static final int NARROWEST = 12;

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    void row(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException("%d cells for %d columns".formatted(cells.length, headings.size()));
        }
        rows.add(Arrays.stream(cells).map(Table::oneLine).toList());
    }

    private static String oneLine(String cell) {
        return cell.indexOf('\n') < 0 ? cell : cell.strip().replaceAll("\\s*\\n\\s*", " ");
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /// @param columns the room; text that does not fit is cut, in the widest columns first
    List<String> lines(Ink ink, int columns) {
        int[] widths = widths(columns);
        var lines = new ArrayList<String>();
        lines.add(line(headings.stream().map(ink::bold).toList(), widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    /// In full width when it goes into a file or a pipe.
    void print(Screen screen, Ink ink) {
        int columns = screen.terminal() ? screen.size().get().columns() : Integer.MAX_VALUE;
        lines(ink, columns).forEach(screen::print);
    }

    private int[] widths(int columns) {
        int[] widths = IntStream.range(0, headings.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> Ink.width(row.get(column)))
                        .reduce(headings.get(column).length(), Math::max))
                .toArray();
        int excess = Arrays.stream(widths).sum() + GAP * (widths.length - 1) - columns;
        while (excess > 0) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] >= widths[widest] ? i : widest;
            }
            if (widths[widest] <= NARROWEST) {
                break;
            }
            widths[widest]--;
            excess--;
        }
        return widths;
    }

    private static String line(List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = Ink.cut(cells.get(i), widths[i]);
            line.append(i == widths.length - 1 ? cell : Ink.pad(cell, widths[i] + GAP));
        }
        return line.toString().stripTrailing();
    }
}
