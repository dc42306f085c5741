package dev.downbeat.executors.logs;

/// A piece of a log: whole lines, each with its line end.
///
/// @param from  the byte offset of the first line
/// @param next  the byte offset to go on at; equal to `from` when there is nothing (yet)
/// @param atEnd nothing more stands in the file now
public record LogSlice(String text, long from, long next, boolean atEnd) {}
