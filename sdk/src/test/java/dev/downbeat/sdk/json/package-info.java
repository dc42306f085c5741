/// Tests of the conversions between JSON and Java.
@NullMarked
package dev.downbeat.sdk.json;

import org.jspecify.annotations.NullMarked;
