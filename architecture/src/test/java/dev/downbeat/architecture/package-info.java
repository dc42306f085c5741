/// Rules that no compiler checks: which module may know which, what the pure modules may touch, and that the
/// words of the code, the database and the glossary are the same.
@NullMarked
package dev.downbeat.architecture;

import org.jspecify.annotations.NullMarked;
