/// HTTP requests as tasks.
///
/// A request has a client of its own, so that cancelling it disturbs no other. Redirects are followed here
/// rather than by the client, because credentials must not follow to another origin.
@NullMarked
package dev.downbeat.operators.http;

import org.jspecify.annotations.NullMarked;
