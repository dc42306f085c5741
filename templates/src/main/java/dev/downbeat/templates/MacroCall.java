package dev.downbeat.templates;

/// A macro that the template defined, ready to be called.
interface MacroCall {
    String call(Args args);
}
