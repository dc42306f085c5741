/// Sensors and waits that need nothing but files, the clock and code. The sensors that ask a database or a server
/// stand with those operators.
@NullMarked
package dev.downbeat.operators.wait;

import org.jspecify.annotations.NullMarked;
