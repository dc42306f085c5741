package dev.downbeat.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes parts one after the other: one that fails does not keep the rest open.
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private Closing() {}

    static void close(String what, AutoCloseable part) {
        try {
            part.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("{} could not be closed: {}", what, e.toString());
        }
    }
}
