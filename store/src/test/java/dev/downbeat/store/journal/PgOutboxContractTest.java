package dev.downbeat.store.journal;

import dev.downbeat.store.PgStore;
import dev.downbeat.testkit.OutboxContract;
import dev.downbeat.testkit.PgExtension;
import dev.downbeat.testkit.StoreSubject;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.RegisterExtension;

class PgOutboxContractTest extends OutboxContract {
    @RegisterExtension
    @Order(1)
    static final PgExtension PG = new PgExtension();

    @RegisterExtension
    @Order(2)
    static final PgStore STORE = new PgStore(PG);

    @Override
    protected StoreSubject subject() {
        return STORE.subject();
    }
}
