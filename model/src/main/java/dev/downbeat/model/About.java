package dev.downbeat.model;

import java.util.List;

/// What people want to know of a DAG.
///
/// @param docs   Markdown
/// @param origin where it was written
public record About(String description, String docs, List<String> owners, List<String> tags, Origin origin) {
    public About {
        owners = List.copyOf(owners);
        tags = List.copyOf(tags);
    }
}
