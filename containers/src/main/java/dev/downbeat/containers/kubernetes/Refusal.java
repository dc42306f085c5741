package dev.downbeat.containers.kubernetes;

/// A pod cannot be made from what is asked for; the message says why.
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    Refusal(String why) {
        super(why);
        this.why = why;
    }

    String why() {
        return why;
    }
}
