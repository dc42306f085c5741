/// Tests against real things: child processes, servers on the loopback address, databases.
@NullMarked
package dev.downbeat.operators.sql;

import org.jspecify.annotations.NullMarked;
