/// Large results of tasks, kept with their run, and folders for scratch files, removed with the attempt.
@NullMarked
package dev.downbeat.executors.artifacts;

import org.jspecify.annotations.NullMarked;
