package dev.downbeat.executors.process;

import dev.downbeat.executors.attempt.DagCodes;
import dev.downbeat.executors.attempt.OperatorCatalog;
import dev.downbeat.executors.attempt.Workbench;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.SensorOptions;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.BufferedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// What child JVMs in tests find: one operator that does what its setting `does` says.
public final class TestToolbox implements ChildToolbox {
    @Override
    public OperatorCatalog operators() {
        return new OperatorCatalog() {
            @Override
            public Operator<?> find(String type) {
                return new Deeds();
            }

            @Override
            public Record settings(Operator<?> operator, Map<String, @Nullable Object> rendered) {
                return new Workbench.Settings(rendered);
            }

            @Override
            public SensorOptions options(Map<String, @Nullable Object> rendered) {
                return Workbench.OPTIONS;
            }
        };
    }

    @Override
    public DagCodes code() {
        return version -> {
            throw new IllegalStateException("no Java here");
        };
    }

    static final class Deeds implements Operator<Workbench.Settings> {
        @Override
        public String type() {
            return "body";
        }

        @Override
        public Class<Workbench.Settings> config() {
            return Workbench.Settings.class;
        }

        @Override
        public TaskResult run(Workbench.Settings config, TaskContext context) throws Exception {
            return switch (String.valueOf(config.values().get("does"))) {
                case "tell" -> tell(config.values(), context);
                case "exit" -> exit();
                case "memory" -> memory();
                case "large" -> large(context);
                case "hang" ->
                    hang(context, Path.of(String.valueOf(config.values().get("pids"))));
                case "skip" ->
                    new TaskResult.Skipped(
                            "not for " + context.connection("db").login().password());
                case "nothing" -> {
                    new CountDownLatch(1).await();
                    yield TaskResult.NOTHING;
                }
                case "halt" -> halt();
                case "fail" ->
                    throw new IllegalStateException(
                            "my password is " + context.connection("db").login().password());
                default -> throw new IllegalArgumentException("unknown deed");
            };
        }

        private static TaskResult tell(Map<String, @Nullable Object> settings, TaskContext context) throws Exception {
            System.out.println("printed grüße");
            context.log().info("said");
            return TaskResult.of(settings);
        }

        private static TaskResult exit() {
            System.exit(7);
            return TaskResult.NOTHING;
        }

        private static TaskResult halt() {
            Runtime.getRuntime().halt(9);
            return TaskResult.NOTHING;
        }

        private static TaskResult memory() {
            List<byte[]> all = new ArrayList<>();
            while (true) {
                all.add(new byte[1 << 20]);
                System.out.println(all.size() + " MiB");
            }
        }

        /// 50 MB of JSON that never are in memory at once.
        private static TaskResult large(TaskContext context) throws Exception {
            Path file = context.scratch().resolve("large.json");
            byte[] piece = "x".repeat(1 << 10).getBytes(StandardCharsets.UTF_8);
            try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
                out.write('"');
                for (int i = 0; i < 50 << 10; i++) {
                    out.write(piece);
                }
                out.write('"');
            }
            return new TaskResult.InFile(file);
        }

        /// Starts a process and then ignores all requests to stop.
        private static TaskResult hang(TaskContext context, Path pids) throws Exception {
            Process child = new ProcessBuilder("sleep", "1000").start();
            Path written = Files.writeString(
                    context.scratch().resolve("pids"), ProcessHandle.current().pid() + " " + child.pid());
            Files.move(written, pids);
            while (true) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    context.log().info("never mind");
                }
            }
        }
    }
}
