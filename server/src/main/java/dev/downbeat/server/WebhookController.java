package dev.downbeat.server;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Webhooks.Call;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/// Where other programs call.
@RestController
final class WebhookController {
    static final String PATH = "/api/v1/webhooks/";

    private final Downbeat downbeat;

    WebhookController(Downbeat downbeat) {
        this.downbeat = downbeat;
    }

    /// The run that a call started.
    record Started(long run) {}

    @PostMapping(path = PATH + "{dag}", produces = "application/json")
    @Says(
            value = "Starts a run of a DAG that has a webhook, when the call carries the proof that it asks for. "
                    + "When the answer comes, the run is durable.",
            status = 201,
            gives = Started.class)
    ResponseEntity<Object> call(@PathVariable String dag, HttpServletRequest request) throws IOException {
        var call = new Call(
                dag, ByteBuffer.wrap(request.getInputStream().readAllBytes()), headers(request), query(request));
        return downbeat.webhooks()
                .receive(call)
                .<ResponseEntity<Object>>map(run -> ResponseEntity.created(URI.create("/api/v1/runs/" + run))
                        .body(new Started(run.value())))
                .orElseGet(WebhookController::refused);
    }

    private static ResponseEntity<Object> refused() {
        return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
                .contentType(MediaType.parseMediaType(ProblemDocument.MEDIA_TYPE))
                .body(ProblemDocument.of(
                        HttpStatus.UNAUTHORIZED,
                        ErrorCode.BAD_INPUT,
                        "there is no such webhook, or the call does not prove that it knows its secret"));
    }

    private static Map<String, String> headers(HttpServletRequest request) {
        var headers = new LinkedHashMap<String, String>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name, request.getHeader(name));
        }
        return headers;
    }

    /// Not by the request itself: it would look into the body for some of them.
    private static Map<String, String> query(HttpServletRequest request) {
        var query = new LinkedHashMap<String, String>();
        var uri = UriComponentsBuilder.newInstance()
                .query(request.getQueryString())
                .build();
        uri.getQueryParams().forEach((name, values) -> query.put(decoded(name), decoded(values.getFirst())));
        return query;
    }

    private static String decoded(@Nullable String text) {
        return text == null ? "" : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
