package dev.downbeat.store;

import dev.downbeat.store.journal.PgJournal;
import dev.downbeat.testkit.PgExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A [Database] and a journal for the tests of a class; registered after its [PgExtension].
public final class PgStore implements BeforeAllCallback, AfterAllCallback {
    private final PgExtension pg;
    private @Nullable Database database;
    private @Nullable PgJournal journal;

    public PgStore(PgExtension pg) {
        this.pg = pg;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Database opened = Database.open(StoreSettings.server(pg.url()));
        database = opened;
        journal = new PgJournal(opened);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        journal().close();
        database().close();
    }

    public PgExtension pg() {
        return pg;
    }

    public Database database() {
        return opened(database);
    }

    public PgJournal journal() {
        return opened(journal);
    }

    public PgSubject subject() {
        return new PgSubject(pg, database(), journal());
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the store is opened before the first test of a class");
        }
        return part;
    }
}
