package dev.downbeat.executors.worker;

import dev.downbeat.executors.remote.FleetTalk;
import dev.downbeat.executors.remote.FleetTalk.Begin;
import dev.downbeat.executors.remote.FleetTalk.End;
import dev.downbeat.executors.remote.FleetTalk.Errand;
import dev.downbeat.executors.remote.FleetTalk.GoOn;
import dev.downbeat.executors.remote.FleetTalk.Lines;
import dev.downbeat.executors.remote.FleetTalk.StoredFile;
import dev.downbeat.executors.wire.Asking;
import dev.downbeat.executors.wire.Ending;
import dev.downbeat.executors.wire.Question;
import dev.downbeat.executors.wire.Reply;
import dev.downbeat.executors.wire.WorkVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What one attempt says to the server. Each call is repeated until the server has answered, however long it
/// is away; only an interrupt ends that. A refusal is a [DownbeatException]: CONFLICT when the attempt is no
/// longer this worker's.
final class AttemptLink implements Asking.Asker {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final FleetLink link;
    private final String token;

    AttemptLink(FleetLink link, String token) {
        this.link = link;
        this.token = token;
    }

    /// A call that may be made again.
    private interface Call<T> {
        T make() throws IOException, InterruptedException;
    }

    private static <T> T patiently(Call<T> call) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return call.make();
            } catch (IOException e) {
                System.getLogger(AttemptLink.class.getName())
                        .log(System.Logger.Level.DEBUG, "trying again in {0}: {1}", pause, e.toString());
                LockSupport.parkNanos(pause.toNanos());
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while the server is away");
                }
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
            }
        }
    }

    private String post(String what, String json) throws InterruptedException {
        return patiently(() -> link.call(link.post(FleetTalk.ATTEMPT + what, token, json)));
    }

    Errand errand() throws InterruptedException {
        String json = patiently(() -> link.call(link.get(FleetTalk.ATTEMPT, token)));
        return FleetLink.read(json, Errand.class);
    }

    /// Waits a while for the attempt to be stopped.
    boolean goesOn() throws InterruptedException {
        return FleetLink.read(post("/heartbeat", "{}"), GoOn.class).goOn();
    }

    Begin begin() throws InterruptedException {
        return FleetLink.read(post("/start", "{}"), Begin.class);
    }

    WorkVersion version() throws InterruptedException {
        String json = patiently(() -> link.call(link.get(FleetTalk.ATTEMPT + "/version", token)));
        return FleetLink.read(json, WorkVersion.class);
    }

    @Override
    public @Nullable String ask(Question question) {
        try {
            return FleetLink.read(post("/ask", Json.write(question)), Reply.class)
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DownbeatException(ErrorCode.CANCELLED, "interrupted while looking something up", e);
        }
    }

    void log(Lines lines) throws InterruptedException {
        String ignored = post("/log", Json.write(lines));
    }

    void checkpoint(String json) throws InterruptedException {
        put("/checkpoint", json, "application/json");
    }

    void progress(String text) throws InterruptedException {
        put("/progress", text, "text/plain");
    }

    private void put(String what, String content, String type) throws InterruptedException {
        String ignored = patiently(
                () -> link.call(link.put(FleetTalk.ATTEMPT + what, token, BodyPublishers.ofString(content), type)));
    }

    /// @param path from the attempt's folder on
    void upload(String path, Path file) throws InterruptedException {
        String to = FleetTalk.ATTEMPT + "/files?path=" + encoded(path);
        String ignored = patiently(
                () -> link.call(link.put(to, token, BodyPublishers.ofFile(file), "application/octet-stream")));
    }

    /// @param path from the folder of all artifacts on
    List<StoredFile> list(String path) throws InterruptedException {
        String from = FleetTalk.ATTEMPT + "/artifacts?path=" + encoded(path);
        return List.of(FleetLink.read(patiently(() -> link.call(link.get(from, token))), StoredFile[].class));
    }

    void fetch(String path, Path to) throws InterruptedException {
        String from = FleetTalk.ATTEMPT + "/artifacts/content?path=" + encoded(path);
        long ignored = patiently(() -> {
            Files.createDirectories(to.getParent());
            try (InputStream content = link.content(link.get(from, token))) {
                return Files.copy(content, to, StandardCopyOption.REPLACE_EXISTING);
            }
        });
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    void end(Ending ending) throws InterruptedException {
        String ignored = post("/end", Json.write(new End(Json.write(ending))));
    }
}
