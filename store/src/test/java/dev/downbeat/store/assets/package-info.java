@NullMarked
package dev.downbeat.store.assets;

import org.jspecify.annotations.NullMarked;
