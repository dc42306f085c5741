/// Tests of what operators are made with.
@NullMarked
package dev.downbeat.sdk.operator;

import org.jspecify.annotations.NullMarked;
