package dev.downbeat.store.journal;

import dev.downbeat.store.PgStore;
import dev.downbeat.testkit.PgExtension;
import dev.downbeat.testkit.PoolsContract;
import dev.downbeat.testkit.StoreSubject;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.RegisterExtension;

class PgPoolsContractTest extends PoolsContract {
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
