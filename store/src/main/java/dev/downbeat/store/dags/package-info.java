/// The registry of DAGs: what was found in which file, its versions, what could not be imported, and up to
/// where each schedule has fired.
@NullMarked
package dev.downbeat.store.dags;

import org.jspecify.annotations.NullMarked;
