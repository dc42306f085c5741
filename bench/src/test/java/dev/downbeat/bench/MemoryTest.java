package dev.downbeat.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MemoryTest {
    private static final String SUMMARY = """
            55d0c9a0b000-7ffe1b5f3000 ---p 00000000 00:00 0                          [rollup]
            Rss:               11584 kB
            Pss:                1723 kB
            Pss_Dirty:           632 kB
            Pss_Anon:            612 kB
            Private_Dirty:       612 kB
            """;

    @Test
    void a_summary_of_the_kernel_is_read_by_whole_names() {
        assertThat(Memory.bytes(SUMMARY, "Rss")).isEqualTo(11_584 * 1024);
        assertThat(Memory.bytes(SUMMARY, "Pss")).isEqualTo(1_723 * 1024);
        assertThatThrownBy(() -> Memory.bytes(SUMMARY, "Swap")).hasMessageContaining("no Swap in");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_process_that_lives_holds_memory_with_its_children() throws Exception {
        Process sleeping = new ProcessBuilder("sh", "-c", "sleep 60 & wait").start();
        try {
            Memory memory = Memory.of(ProcessHandle.current(), sleeping.toHandle());

            assertThat(memory.java()).isGreaterThan(10_000_000);
            assertThat(memory.postgres()).isPositive();
            assertThat(memory.all()).isEqualTo(memory.java() + memory.postgres());
        } finally {
            sleeping.descendants().forEach(ProcessHandle::destroy);
            sleeping.destroy();
        }
    }
}
