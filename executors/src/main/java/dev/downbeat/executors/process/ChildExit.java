package dev.downbeat.executors.process;

/// Why a child ended without reporting the end of its attempt.
///
/// @param code     of the process; 128 + n when signal n killed it
/// @param byItself it went through an orderly shutdown
/// @param heapMiB  its limit, 0 for the JVM's own choice
record ChildExit(int code, boolean byItself, int heapMiB) {
    private static final int OUT_OF_MEMORY = 3;
    private static final int SIGNAL = 128;
    private static final int SIGABRT = 6;
    private static final int SIGKILL = 9;
    private static final int SIGSEGV = 11;
    private static final int SIGTERM = 15;

    String message() {
        if (byItself && code != SIGNAL + SIGTERM) {
            return "the task ended its process with System.exit(%d) instead of returning".formatted(code);
        }
        return switch (code) {
            case OUT_OF_MEMORY ->
                "the task's process ran out of memory (%s): give it a larger heap, or work in smaller pieces"
                        .formatted(heapMiB > 0 ? "its heap is limited to " + heapMiB + " MiB" : "Java heap space");
            case SIGNAL + SIGKILL ->
                "the task's process was killed (signal 9): by the system for want of memory, or by somebody";
            case SIGNAL + SIGTERM -> "the task's process was told to end by somebody (signal 15)";
            case SIGNAL + SIGABRT, SIGNAL + SIGSEGV ->
                "the task's JVM crashed (signal %d), most likely in native code; see the end of its log"
                        .formatted(code - SIGNAL);
            case -1 -> "the task's process could not be ended";
            default -> "the task's process ended with exit code %d and reported nothing".formatted(code);
        };
    }
}
