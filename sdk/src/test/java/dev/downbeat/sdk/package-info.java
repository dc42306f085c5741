/// Tests of the Java DSL.
@NullMarked
package dev.downbeat.sdk;

import org.jspecify.annotations.NullMarked;
