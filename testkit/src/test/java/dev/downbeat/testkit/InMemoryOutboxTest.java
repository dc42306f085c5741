package dev.downbeat.testkit;

class InMemoryOutboxTest extends OutboxContract {
    @Override
    protected StoreSubject subject() {
        return new InMemorySubject();
    }
}
