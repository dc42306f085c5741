/// What is allowed in a DAG, and yet is most likely a mistake. Knows the [dev.downbeat.model.DagSpec] alone, so
/// that it holds for DAGs of every front end.
@NullMarked
package dev.downbeat.authoring.lint;

import org.jspecify.annotations.NullMarked;
