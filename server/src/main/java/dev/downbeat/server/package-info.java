/// The HTTP server: REST under `/api/v1`, server-sent events, health, metrics, a page for people. The only
/// module that knows Spring; every bean is named in [ServerConfiguration], nothing is scanned for. Until there
/// is a login it serves the loopback interface alone, and [Guard] keeps other sites' pages in a local browser
/// out.
@NullMarked
package dev.downbeat.server;

import org.jspecify.annotations.NullMarked;
