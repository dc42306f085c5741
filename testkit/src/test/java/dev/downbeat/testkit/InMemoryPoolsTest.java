package dev.downbeat.testkit;

class InMemoryPoolsTest extends PoolsContract {
    @Override
    protected StoreSubject subject() {
        return new InMemorySubject();
    }
}
