@NullMarked
package dev.downbeat.authoring.lint;

import org.jspecify.annotations.NullMarked;
