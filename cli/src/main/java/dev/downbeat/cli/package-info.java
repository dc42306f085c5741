/// The `downbeat` command: options in, text out. What it shows comes from
/// [dev.downbeat.api.DownbeatApi], whether a server answers or the store is read directly. Data goes to
/// standard output, messages to standard error.
///
/// Heavy classes (the engine, Spring, the database) are touched only by [LivePlatform], and only by the
/// commands that need them, so that `version` or a typo answer at once.
@NullMarked
package dev.downbeat.cli;

import org.jspecify.annotations.NullMarked;
