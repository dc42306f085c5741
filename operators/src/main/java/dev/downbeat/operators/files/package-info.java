/// Files that tasks leave behind.
@NullMarked
package dev.downbeat.operators.files;

import org.jspecify.annotations.NullMarked;
