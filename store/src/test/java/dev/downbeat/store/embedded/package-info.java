@NullMarked
package dev.downbeat.store.embedded;

import org.jspecify.annotations.NullMarked;
