/// What the engine needs from outside: a durable journal, the stored runs, leases on shards, executors, a
/// clock. The store and the executors implement these; tests use fakes.
@NullMarked
package dev.downbeat.engine.port;

import org.jspecify.annotations.NullMarked;
