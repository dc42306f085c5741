package dev.downbeat.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/// Puts the seed and how to run it again before the message of a failed [Seeds] test.
final class SeedReport implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        if (failure instanceof TestAbortedException) {
            throw failure;
        }
        String seed = context.getDisplayName();
        String number = seed.substring(seed.lastIndexOf(' ') + 1);
        throw new AssertionError(
                "%s (again with -D%s=%s): %s".formatted(seed, SeedSource.PROPERTY, number, failure), failure);
    }
}
