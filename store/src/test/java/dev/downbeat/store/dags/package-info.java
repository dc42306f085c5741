@NullMarked
package dev.downbeat.store.dags;

import org.jspecify.annotations.NullMarked;
