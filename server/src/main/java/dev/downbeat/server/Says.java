package dev.downbeat.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What an operation or a parameter is for, in a sentence; goes into the OpenAPI document.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.PARAMETER})
@interface Says {
    String value();

    /// The status of a success.
    int status() default 200;

    /// What a success carries when the method's type does not tell.
    Class<?> gives() default Void.class;
}
