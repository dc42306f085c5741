/// DAGs for the eye, made from the [dev.downbeat.model.DagSpec] alone: the graph in a terminal, as Mermaid and
/// as SVG, and the plan of the next runs.
@NullMarked
package dev.downbeat.authoring.view;

import org.jspecify.annotations.NullMarked;
