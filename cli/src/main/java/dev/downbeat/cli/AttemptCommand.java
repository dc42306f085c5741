package dev.downbeat.cli;

import dev.downbeat.model.DownbeatException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

@Command(
        name = "attempt",
        hidden = true,
        header = "Execute the one attempt for which a container was made.",
        description =
                "Started by the executors docker and kubernetes, which say in its environment which attempt it is.")
final class AttemptCommand implements Callable<Integer> {
    private static final int SECONDS_TO_STOP = 25;

    private final Context context;

    AttemptCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        var ended = new CountDownLatch(1);
        try (Platform.Errand errand = context.platform().errand()) {
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
                        if (ended.getCount() > 0) {
                            errand.giveBack();
                            await(ended);
                        }
                    }));
            errand.run();
            return ExitCode.SUCCESS.number();
        } catch (DownbeatException e) {
            context.screen().say(e.text());
            return ExitCode.RUN_FAILED.number();
        } finally {
            ended.countDown();
        }
    }

    private static void await(CountDownLatch ended) {
        try {
            boolean ignored = ended.await(SECONDS_TO_STOP, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
