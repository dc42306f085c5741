/// The program as a user meets it: commands in processes of their own, on a home folder of their own.
@NullMarked
package dev.downbeat.acceptance;

import org.jspecify.annotations.NullMarked;
