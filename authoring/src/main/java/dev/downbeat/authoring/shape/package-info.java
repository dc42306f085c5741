/// What a settings record looks like from outside: read once by reflection, then used to check YAML, to make
/// the JSON Schema and the operators' reference, and to turn rendered settings into the record.
@NullMarked
package dev.downbeat.authoring.shape;

import org.jspecify.annotations.NullMarked;
