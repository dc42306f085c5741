package dev.downbeat.authoring.java;

import java.util.Locale;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// javac speaks the language of the machine; what the tests expect of it is English.
final class InEnglish implements BeforeAllCallback, AfterAllCallback {
    private final Locale before = Locale.getDefault();

    @Override
    public void beforeAll(ExtensionContext context) {
        Locale.setDefault(Locale.ENGLISH);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Locale.setDefault(before);
    }
}
