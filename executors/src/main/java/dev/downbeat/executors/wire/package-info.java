/// What an attempt and the process that ordered it say to each other when they are not the same: questions
/// and their answers, and how it ended. It is the same whether the attempt is a child on this machine
/// (`process`) or at a worker (`remote`); how it is carried is theirs.
@NullMarked
package dev.downbeat.executors.wire;

import org.jspecify.annotations.NullMarked;
