@NullMarked
package dev.downbeat.store.alerts;

import org.jspecify.annotations.NullMarked;
