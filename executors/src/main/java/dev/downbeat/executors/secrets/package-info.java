/// Connections and variables, from the environment and from files, and what must never be shown of them.
///
/// Everything that people may read later (log lines, failure messages and their details) passes a [Masking]
/// first. Values that tasks hand on (XComs, artifacts) are not masked: they are data, and a task that puts a
/// secret there does so on purpose.
@NullMarked
package dev.downbeat.executors.secrets;

import org.jspecify.annotations.NullMarked;
