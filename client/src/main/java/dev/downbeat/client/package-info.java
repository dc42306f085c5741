/// Speaks to a running Downbeat over HTTP: [HttpDownbeat] is the same interface as the runtime's own, so that
/// whoever uses it need not know which one it has.
@NullMarked
package dev.downbeat.client;

import org.jspecify.annotations.NullMarked;
