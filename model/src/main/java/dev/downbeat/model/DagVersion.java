package dev.downbeat.model;

/// A stored version of a DAG: made only when its content hash is new.
///
/// @param number counts the versions of the DAG from 1
/// @param hash   SHA-256 in hex of the canonical JSON of the spec
/// @param source the file's text, for people to read and for Java to run
public record DagVersion(VersionId id, int number, String hash, DagSpec spec, String source) {}
