/// DAGs written in Java: a `.java` file is compiled in memory and the DAGs that it declares are read from its
/// classes. Everything that is compiled can be forgotten again: a class loader lives as long as somebody uses
/// one of its classes or the bounded cache remembers it.
@NullMarked
package dev.downbeat.authoring.java;

import org.jspecify.annotations.NullMarked;
