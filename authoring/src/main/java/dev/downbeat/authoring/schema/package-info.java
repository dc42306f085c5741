/// What is generated from the shapes of the DAG file's keys and the operators' settings: one JSON Schema for
/// editors, and the reference of the operators for people.
@NullMarked
package dev.downbeat.authoring.schema;

import org.jspecify.annotations.NullMarked;
