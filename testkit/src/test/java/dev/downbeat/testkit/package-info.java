@NullMarked
package dev.downbeat.testkit;

import org.jspecify.annotations.NullMarked;
