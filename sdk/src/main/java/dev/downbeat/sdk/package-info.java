/// The Java language for DAGs: plain methods, wired by typed references that javac checks. Start at [Dag].
/// What is public here keeps working from version to version.
@NullMarked
package dev.downbeat.sdk;

import org.jspecify.annotations.NullMarked;
