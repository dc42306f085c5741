@NullMarked
package dev.downbeat.authoring.java;

import org.jspecify.annotations.NullMarked;
