/// Puts the parts together: reads the settings, opens the store, loads the DAGs, starts the engine and answers
/// [dev.downbeat.api.DownbeatApi]. No framework; what depends on what stands in [Downbeat].
@NullMarked
package dev.downbeat.runtime;

import org.jspecify.annotations.NullMarked;
