/// Jinja templates and expressions, strict on names that are not there.
@NullMarked
package dev.downbeat.templates;

import org.jspecify.annotations.NullMarked;
