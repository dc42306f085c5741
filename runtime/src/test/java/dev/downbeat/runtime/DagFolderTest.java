package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DagFolderTest {
    @TempDir
    private Path root;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private DagFolder folder;

    @BeforeEach
    void set_up() {
        folder = new DagFolder(root.resolve("dags"), Duration.ofMillis(100), new DagFolder.Listener() {
            @Override
            public void changed(Path file) {
                told.add("changed " + root.resolve("dags").relativize(file));
                if (file.endsWith("bad.yaml")) {
                    throw new IllegalStateException("a listener's fault");
                }
            }

            @Override
            public void gone(Path file) {
                told.add("gone " + root.resolve("dags").relativize(file));
            }
        });
    }

    @AfterEach
    void tear_down() {
        folder.close();
    }

    @Test
    void the_files_that_are_there_are_told_before_start_returns() throws IOException {
        write("b.yaml", "1");
        write("team/deep/a.java", "1");
        write("c.yml", "1");
        write("notes.txt", "1");
        write(".git/config.yaml", "1");
        write(".hidden.yaml", "1");

        folder.start();

        assertThat(told).containsExactly("changed b.yaml", "changed c.yml", "changed team/deep/a.java");
    }

    @Test
    void new_changed_and_removed_files_are_told_once_each() throws IOException, InterruptedException {
        write("a.yaml", "1");
        folder.start();
        assertThat(next()).isEqualTo("changed a.yaml");

        write("new/b.yaml", "1");
        assertThat(next()).isEqualTo("changed new/b.yaml");

        write("a.yaml", "12");
        assertThat(next()).isEqualTo("changed a.yaml");

        Files.delete(root.resolve("dags/new/b.yaml"));
        assertThat(next()).isEqualTo("gone new/b.yaml");
        assertThat(told).isEmpty();
    }

    @Test
    void the_folder_may_come_later() throws IOException, InterruptedException {
        folder.start();
        assertThat(told).isEmpty();

        write("a.yaml", "1");

        assertThat(next()).isEqualTo("changed a.yaml");
    }

    @Test
    void a_link_that_leads_in_a_circle_does_no_harm() throws IOException {
        write("a.yaml", "1");
        Files.createSymbolicLink(root.resolve("dags/loop"), root.resolve("dags"));

        folder.start();

        assertThat(told).containsExactly("changed a.yaml");
    }

    @Test
    void a_file_that_cannot_be_taken_in_does_not_stop_the_others() throws IOException, InterruptedException {
        write("bad.yaml", "1");
        write("good.yaml", "1");

        folder.start();
        assertThat(told).containsExactly("changed bad.yaml", "changed good.yaml");
        told.clear();

        write("good.yaml", "12");
        assertThat(next()).isEqualTo("changed good.yaml");
    }

    private String next() throws InterruptedException {
        return String.valueOf(told.poll(20, TimeUnit.SECONDS));
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve("dags").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
