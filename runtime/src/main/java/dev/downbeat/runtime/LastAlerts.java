package dev.downbeat.runtime;

import dev.downbeat.model.RunId;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of a process that ran one run: its alerts are sent before it goes, as far as that takes no longer
/// than somebody waits in front of it.
final class LastAlerts {
    private static final Logger LOG = LoggerFactory.getLogger(LastAlerts.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private LastAlerts() {}

    static void send(AlertSender sender, RunId run) {
        try (sender) {
            int left = sender.drain(run, PATIENCE);
            if (left > 0) {
                LOG.warn("{} alerts of run {} are not sent yet; a server on this database sends them", left, run);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
