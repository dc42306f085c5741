package dev.downbeat.model;

import java.util.regex.Pattern;

/// What ids may look like.
final class Names {
    static final Pattern DAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}");
    static final Pattern TASK =
            Pattern.compile("(?=.{1,200}$)[A-Za-z0-9_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_][A-Za-z0-9_-]*)*");

    static final Pattern ASSET = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./:@+=-]{0,199}");

    private Names() {}

    static void check(String what, String value, Pattern pattern, String allowed) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException("%s '%s' is not allowed: use %s".formatted(what, value, allowed));
        }
    }
}
