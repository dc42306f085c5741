/// Measures the engine on a real PostgreSQL with durable commits, beside what that PostgreSQL can do at best.
@NullMarked
package dev.downbeat.bench;

import org.jspecify.annotations.NullMarked;
