package dev.downbeat.testkit;

class InMemoryJournalTest extends JournalContract {
    @Override
    protected StoreSubject subject() {
        return new InMemorySubject();
    }
}
