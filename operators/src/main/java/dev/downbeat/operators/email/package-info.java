/// Mail by SMTP as tasks.
@NullMarked
package dev.downbeat.operators.email;

import org.jspecify.annotations.NullMarked;
