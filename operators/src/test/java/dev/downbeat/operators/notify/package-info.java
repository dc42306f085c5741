@NullMarked
package dev.downbeat.operators.notify;

import org.jspecify.annotations.NullMarked;
