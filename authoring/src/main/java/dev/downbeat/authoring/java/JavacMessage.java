package dev.downbeat.authoring.java;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What javac says, in a line and with the names that an author writes. The message that javac's API hands
/// out has several lines and fully qualified names; what its command line makes of them is not to be had
/// there.
final class JavacMessage {
    /// `java.util.Map.Entry` or `Churn.Frame`: qualifiers, then the simple name.
    private static final Pattern QUALIFIED = Pattern.compile("\\b((?:\\w+\\.)+)([A-Z]\\w*)\\b");

    private static final Pattern MISMATCH = Pattern.compile(".*\\(argument mismatch; (.*)\\)");

    private JavacMessage() {}

    static String oneLine(String message) {
        String line = message.lines()
                .map(part -> part.strip().replaceAll("\\s+", " ").replaceAll(";$", ""))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
        return simpleNames(core(line));
    }

    /// Around the reason stands only which construct it was found in, which the position tells already.
    private static String core(String line) {
        String inner = line.replaceFirst("^(incompatible types: )?invalid method reference; ", "");
        Matcher mismatch = MISMATCH.matcher(inner);
        return mismatch.matches() ? "incompatible types: " + mismatch.group(1) : inner;
    }

    /// Without qualifiers, unless two names of the message would then be the same.
    private static String simpleNames(String line) {
        Map<String, Set<String>> qualifiers = new HashMap<>();
        Matcher names = QUALIFIED.matcher(line);
        while (names.find()) {
            qualifiers.computeIfAbsent(names.group(2), _ -> new HashSet<>()).add(names.group(1));
        }
        return QUALIFIED
                .matcher(line)
                .replaceAll(name -> Matcher.quoteReplacement(
                        qualifiers.getOrDefault(name.group(2), Set.of()).size() == 1 ? name.group(2) : name.group()));
    }
}
