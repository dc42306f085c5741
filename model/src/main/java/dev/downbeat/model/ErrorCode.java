package dev.downbeat.model;

/// What went wrong, and by its [Category] what follows from it: exit code, HTTP status, whether a retry can
/// help.
public enum ErrorCode {
    BAD_INPUT(Category.USER),
    BAD_DAG(Category.USER),
    BAD_TEMPLATE(Category.USER),
    NOT_FOUND(Category.USER),
    CONFLICT(Category.USER),
    TASK_FAILED(Category.USER),
    EMPTY_DATA(Category.USER),
    TASK_TIMEOUT(Category.USER),
    RUN_TIMEOUT(Category.USER),
    CANCELLED(Category.USER),
    TASK_LOST(Category.CAPACITY),
    LIMIT_EXCEEDED(Category.CAPACITY),
    DATABASE(Category.EXTERNAL),
    EXTERNAL_SERVICE(Category.EXTERNAL),
    INTERNAL(Category.INTERNAL);

    /// Who has to act.
    public enum Category {
        /// The author of the DAG or of the request.
        USER,
        /// Something outside Downbeat that did not answer as expected.
        EXTERNAL,
        /// More room: memory, slots, workers.
        CAPACITY,
        /// Downbeat's own developers.
        INTERNAL
    }

    private final Category category;

    ErrorCode(Category category) {
        this.category = category;
    }

    public Category category() {
        return category;
    }
}
