package dev.downbeat.operators.http;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A set of HTTP statuses, written as numbers and ranges: `200`, `200-399`.
final class Statuses {
    private static final Pattern RANGE = Pattern.compile("(\\d{3})(?:-(\\d{3}))?");

    private record Range(int from, int to) {}

    private final List<Range> ranges;

    /// @throws TaskFailedException (terminal) when one is neither
    Statuses(List<String> written) {
        this.ranges = written.stream().map(Statuses::range).toList();
    }

    boolean contains(int status) {
        return ranges.stream().anyMatch(range -> range.from() <= status && status <= range.to());
    }

    private static Range range(String text) {
        Matcher matcher = RANGE.matcher(text.strip());
        if (!matcher.matches()) {
            throw TaskFailedException.terminal(
                    ErrorCode.BAD_INPUT, "'%s' in 'expect' is no status: write 200 or 200-299".formatted(text), null);
        }
        int from = Integer.parseInt(matcher.group(1));
        return new Range(from, matcher.group(2) == null ? from : Integer.parseInt(matcher.group(2)));
    }
}
