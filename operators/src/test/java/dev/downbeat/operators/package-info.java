/// What the tests of all operators share: a [FakeTaskContext], its log, and settings written as JSON.
@NullMarked
package dev.downbeat.operators;

import org.jspecify.annotations.NullMarked;
