package dev.downbeat.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.Shard;
import dev.downbeat.reliability.FaultProxy.Line;
import dev.downbeat.store.Database;
import dev.downbeat.store.StoreSettings;
import dev.downbeat.store.journal.PgJournal;
import dev.downbeat.store.journal.PgLeases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store on a line that went silent: nobody says that the connection is dead.
class SilentLineTest {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(12);

    @TempDir
    static Path home;

    private static Postgres postgres;

    @BeforeAll
    static void start() throws SQLException {
        postgres = Postgres.start(home);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void a_silent_line_is_noticed_in_seconds_and_the_work_goes_on_when_it_is_open_again() throws Exception {
        try (FaultProxy line = FaultProxy.to(postgres.port());
                Database database = Database.open(StoreSettings.server(postgres.url(line.port())));
                PgJournal journal = new PgJournal(database)) {
            var leases = new PgLeases(database);
            Epoch epoch = leases.register("here", LEASE);
            journal.commit(epoch, List.of());
            line.set(Line.SILENT);

            var committing = CompletableFuture.runAsync(() -> failsSoon(() -> journal.commit(epoch, List.of())));
            failsSoon(() -> leases.renew(epoch, LEASE));
            committing.join();
            line.set(Line.OPEN);

            journal.commit(epoch, List.of());
            assertThat(leases.renew(epoch, LEASE)).isTrue();
        }
    }

    @Test
    void a_process_that_stands_still_in_a_transaction_does_not_keep_others_from_the_shards() throws Exception {
        String url = postgres.url(postgres.port());
        try (Database still = Database.open(StoreSettings.server(url));
                Database other = Database.open(StoreSettings.server(url))) {
            Connection transaction = still.pool().getConnection();
            transaction.setAutoCommit(false);
            PgLeases.lineUp(transaction);
            var leases = new PgLeases(other);
            Epoch epoch = leases.register("other", LEASE);

            var shard = new Shard(1);
            assertThat(leases.acquire(epoch, Set.of(shard), false)).containsExactly(shard);
        }
    }

    private static void failsSoon(Runnable work) {
        long start = System.nanoTime();
        assertThatThrownBy(work::run).isInstanceOf(DownbeatException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }
}
