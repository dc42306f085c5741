package dev.downbeat.executors.logs;

/// Where a line came from.
enum LogStream {
    OUT,
    ERR,
    SYS
}
