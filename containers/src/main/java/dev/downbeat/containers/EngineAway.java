package dev.downbeat.containers;

/// The engine cannot be asked now; the message says why. Ask again later.
public final class EngineAway extends Exception {
    private static final long serialVersionUID = 1L;

    public EngineAway(String why) {
        super(why);
    }

    public EngineAway(String why, Throwable cause) {
        super(why, cause);
    }
}
