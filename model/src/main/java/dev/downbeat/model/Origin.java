package dev.downbeat.model;

/// Where a DAG was written.
///
/// @param format `yaml` or `java`
/// @param file   the file, as an absolute path
/// @param digest SHA-256 in hex of the source when the source itself is what runs (Java), empty when the spec
///         says it all (YAML): a changed comment makes no new version
public record Origin(String format, String file, String digest) {}
