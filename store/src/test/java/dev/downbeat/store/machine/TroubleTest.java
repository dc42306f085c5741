package dev.downbeat.store.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.ErrorCode;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TroubleTest {
    @Test
    void a_full_disk_is_called_by_its_name() {
        assertThat(Trouble.sql("cannot commit", new SQLException("could not extend file", "53100")))
                .hasMessageContaining("the disk is full");
        assertThat(Trouble.io("cannot unpack", new IOException("/x: No space left on device")))
                .hasMessageContaining("the disk is full");
        assertThat(Trouble.program("initdb failed", "FATAL: could not write: No space left on device"))
                .hasMessageContaining("the disk is full")
                .hasMessageContaining("FATAL");
    }

    @Test
    void only_what_can_get_better_is_called_a_database_error() {
        assertThat(Trouble.sql("x", new SQLException("gone", "08006")).code()).isEqualTo(ErrorCode.DATABASE);
        assertThat(Trouble.sql("x", new SQLException("deadlock", "40P01")).code())
                .isEqualTo(ErrorCode.DATABASE);
        assertThat(Trouble.sql("x", new SQLException("no state")).code()).isEqualTo(ErrorCode.DATABASE);
        assertThat(Trouble.sql("x", new SQLException("bad json", "22P02")).code())
                .isEqualTo(ErrorCode.INTERNAL);
    }
}
