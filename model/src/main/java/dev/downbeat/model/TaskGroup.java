package dev.downbeat.model;

/// A named set of tasks: those whose id begins with `path.`.
public record TaskGroup(String path, String docs) {}
