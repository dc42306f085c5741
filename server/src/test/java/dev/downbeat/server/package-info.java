@NullMarked
package dev.downbeat.server;

import org.jspecify.annotations.NullMarked;
