/// What tests of Downbeat share: virtual time, seeded random values, a store in memory that can fail, crash
/// and park, a real PostgreSQL for one JVM, and the suites that every implementation of a port has to pass.
@NullMarked
package dev.downbeat.testkit;

import org.jspecify.annotations.NullMarked;
