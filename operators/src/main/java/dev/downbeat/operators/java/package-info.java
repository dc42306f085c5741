/// Tasks in Java: methods of a DAG written in Java, and static methods that another DAG names.
@NullMarked
package dev.downbeat.operators.java;

import org.jspecify.annotations.NullMarked;
