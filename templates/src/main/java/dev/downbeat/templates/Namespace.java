package dev.downbeat.templates;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// What `namespace()` makes: the one value that a template can change, by `{% set n.name = value %}`.
final class Namespace extends LinkedHashMap<String, @Nullable Object> {
    private static final long serialVersionUID = 1L;
}
