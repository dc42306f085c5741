package dev.downbeat.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/// Runs a test method with the seeds 1 to [#value], handed in as its one `long` parameter. A failure names
/// the seed; run it alone with `-Ddownbeat.seed=17`. `-Ddownbeat.seeds.times=50` takes 50 times as many, and
/// `-Ddownbeat.seeds.from=1001` others.
///
/// ```java
/// @Seeds(100)
/// void any_order_of_events_ends_the_same(long seed) {
///     var random = Gen.random(seed);
/// }
/// ```
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "seed {0}")
@ArgumentsSource(SeedSource.class)
@ExtendWith(SeedReport.class)
public @interface Seeds {
    int value();
}
