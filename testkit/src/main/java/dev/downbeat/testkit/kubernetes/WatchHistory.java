package dev.downbeat.testkit.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// All that happened to pods, and who watches it. Each watch gets what came after its resource version, then
/// all that comes, in order. One thread does all the sending: a send waits for the server's event loop, which
/// may itself wait for who holds a lock here.
final class WatchHistory {
    private static final int GOING_AWAY = 1001;

    private final List<Event> events = new ArrayList<>();
    private final Set<Watch> watches = new LinkedHashSet<>();
    private final ExecutorService sender = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("watch-history").factory());
    private long forgotten;

    private record Event(String type, Pod pod) {
        long version() {
            return Long.parseLong(pod.getMetadata().getResourceVersion());
        }

        String json() {
            return Serialization.asJson(Map.of("type", type, "object", pod));
        }
    }

    synchronized void happened(String type, Pod pod) {
        var event = new Event(type, pod);
        events.add(event);
        watches.forEach(watch -> watch.send(event));
    }

    synchronized void forget(long upTo) {
        forgotten = upTo;
        events.clear();
    }

    synchronized void drop() {
        watches.forEach(Watch::end);
        watches.clear();
    }

    synchronized int watches() {
        return watches.size();
    }

    WebSocketListener watch(Map<String, String> query) {
        return new Watch(query);
    }

    private final class Watch extends WebSocketListener {
        private final long from;
        private final String selector;
        private @Nullable WebSocket socket;

        Watch(Map<String, String> query) {
            this.from = Long.parseLong(query.getOrDefault("resourceVersion", "0"));
            this.selector = query.getOrDefault("labelSelector", "");
        }

        @Override
        public void onOpen(WebSocket opened, Response response) {
            synchronized (WatchHistory.this) {
                socket = opened;
                if (from < forgotten) {
                    var gone = new StatusBuilder()
                            .withStatus("Failure")
                            .withCode(410)
                            .withReason("Expired")
                            .withMessage("too old resource version: %d (%d)".formatted(from, forgotten))
                            .build();
                    String json = Serialization.asJson(Map.of("type", "ERROR", "object", gone));
                    sender.execute(() -> opened.send(json));
                    return;
                }
                events.stream().filter(event -> event.version() > from).forEach(this::send);
                watches.add(this);
            }
        }

        void send(Event event) {
            Map<String, String> labels = event.pod().getMetadata().getLabels();
            String[] wanted = selector.split("=", 2);
            boolean matches = selector.isEmpty() || (labels != null && wanted[1].equals(labels.get(wanted[0])));
            WebSocket to = socket;
            if (matches && to != null) {
                String json = event.json();
                sender.execute(() -> to.send(json));
            }
        }

        void end() {
            WebSocket to = socket;
            if (to != null) {
                sender.execute(() -> to.close(GOING_AWAY, "dropped"));
            }
        }

        @Override
        public void onClosing(WebSocket closing, int code, String reason) {
            closing.close(code, reason);
            forgetMe();
        }

        @Override
        public void onClosed(WebSocket closed, int code, String reason) {
            forgetMe();
        }

        @Override
        public void onFailure(WebSocket failed, Throwable problem, Response response) {
            forgetMe();
        }

        private void forgetMe() {
            synchronized (WatchHistory.this) {
                watches.remove(this);
            }
        }
    }
}
