package dev.downbeat.store.journal;

import dev.downbeat.store.Database;
import dev.downbeat.store.PgSubject;
import dev.downbeat.store.StoreSettings;
import dev.downbeat.testkit.LeasesContract;
import dev.downbeat.testkit.PgExtension;
import dev.downbeat.testkit.StoreSubject;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

class PgLeasesTest extends LeasesContract {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    private static Database database;

    private PgJournal journal;

    @BeforeAll
    static void open() {
        database = Database.open(StoreSettings.server(PG.url()));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    protected StoreSubject subject() {
        journal = new PgJournal(database);
        return new PgSubject(PG, database, journal);
    }

    @AfterEach
    void close_journal() throws SQLException {
        journal.close();
    }
}
