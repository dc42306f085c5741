@NullMarked
package dev.downbeat.store.care;

import org.jspecify.annotations.NullMarked;
