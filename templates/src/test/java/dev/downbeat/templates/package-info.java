/// Tests of rendering, hostile templates among them.
@NullMarked
package dev.downbeat.templates;

import org.jspecify.annotations.NullMarked;
