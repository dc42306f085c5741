@NullMarked
package dev.downbeat.store.query;

import org.jspecify.annotations.NullMarked;
