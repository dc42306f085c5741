package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void a_question_is_repeated_while_the_database_is_out_of_reach() {
        assertThat(Patience.ask(() -> {
                    if (asked.incrementAndGet() < 3) {
                        throw new DownbeatException(ErrorCode.DATABASE, "it is being restarted");
                    }
                    return "here";
                }))
                .isEqualTo("here");
        assertThat(asked).hasValue(3);
    }

    @Test
    void another_failure_is_told_at_once() {
        assertThatThrownBy(() -> Patience.ask(() -> failing(ErrorCode.NOT_FOUND)))
                .isInstanceOf(DownbeatException.class);
        assertThat(asked).hasValue(1);
    }

    @Test
    void a_timeout_or_a_cancel_ends_the_wait() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Patience.ask(() -> failing(ErrorCode.DATABASE)))
                .isInstanceOf(DownbeatException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private String failing(ErrorCode code) {
        asked.incrementAndGet();
        throw new DownbeatException(code, "no");
    }
}
