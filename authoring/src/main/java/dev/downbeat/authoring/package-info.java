/// Reads files in which DAGs are written; each format has a package of its own, and all answer [Parsed].
@NullMarked
package dev.downbeat.authoring;

import org.jspecify.annotations.NullMarked;
