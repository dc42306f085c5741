package dev.downbeat.testkit;

class InMemoryLeasesTest extends LeasesContract {
    @Override
    protected StoreSubject subject() {
        return new InMemorySubject();
    }
}
