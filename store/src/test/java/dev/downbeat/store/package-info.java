@NullMarked
package dev.downbeat.store;

import org.jspecify.annotations.NullMarked;
