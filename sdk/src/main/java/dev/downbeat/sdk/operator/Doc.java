package dev.downbeat.sdk.operator;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a settings record or one of its components is for, in a sentence; goes into the JSON Schema and the
/// reference.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
public @interface Doc {
    String value();

    /// A YAML snippet that shows it in use (on the record).
    String example() default "";
}
