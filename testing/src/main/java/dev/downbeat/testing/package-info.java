/// Unit tests of DAGs. [dev.downbeat.testing.DagTest] runs a DAG, or one task of it, on the calling thread: the
/// real engine, templates and operators over a clock that jumps, with fakes for the tasks that a test does not
/// want to run, and without a database. [dev.downbeat.testing.DagFiles] is a JUnit extension that reads a folder
/// of DAG files and fails with all that is wrong in them.
@NullMarked
package dev.downbeat.testing;

import org.jspecify.annotations.NullMarked;
