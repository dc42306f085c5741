/// Parameters of a DAG: their schemas, and the values a run is given.
@NullMarked
package dev.downbeat.authoring.params;

import org.jspecify.annotations.NullMarked;
