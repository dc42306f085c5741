package dev.downbeat.server;

import dev.downbeat.executors.remote.Fleet;
import dev.downbeat.executors.remote.FleetTalk;
import dev.downbeat.executors.remote.FleetTalk.Begin;
import dev.downbeat.executors.remote.FleetTalk.End;
import dev.downbeat.executors.remote.FleetTalk.Errand;
import dev.downbeat.executors.remote.FleetTalk.GoOn;
import dev.downbeat.executors.remote.FleetTalk.Lines;
import dev.downbeat.executors.remote.FleetTalk.StoredFile;
import dev.downbeat.executors.wire.Ending;
import dev.downbeat.executors.wire.Question;
import dev.downbeat.executors.wire.Reply;
import dev.downbeat.executors.wire.WorkVersion;
import dev.downbeat.sdk.json.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Where attempts at workers and in containers speak. Which one it is, and that it may, is told by the token of the
/// call; 409
/// when the attempt is not, or no longer, held under it.
@RestController
@RequestMapping(path = FleetTalk.ATTEMPT, produces = "application/json")
final class AttemptController {
    private final FleetGuard guard;

    AttemptController(FleetGuard guard) {
        this.guard = guard;
    }

    private Fleet fleet() {
        return guard.fleet();
    }

    @GetMapping
    @Says("What somebody is to do who was started for one attempt.")
    Errand errand(HttpServletRequest request) {
        return fleet().errand(FleetGuard.proof(request));
    }

    @PostMapping("/heartbeat")
    @Says("Whether the attempt is to go on; the answer waits up to 5 seconds for it to be stopped.")
    GoOn heartbeat(HttpServletRequest request) throws InterruptedException {
        return fleet().goOn(FleetGuard.proof(request));
    }

    @PostMapping("/start")
    @Says("The attempt is about to begin.")
    Begin start(HttpServletRequest request) {
        return fleet().start(FleetGuard.proof(request));
    }

    @GetMapping("/version")
    @Says("The attempt's DAG version.")
    WorkVersion version(HttpServletRequest request) {
        return fleet().version(FleetGuard.proof(request));
    }

    @PostMapping(path = "/ask", consumes = "application/json")
    @Says("The attempt asks for a connection, a variable, outputs or other runs.")
    Reply ask(HttpServletRequest request, @RequestBody Question question) {
        return fleet().ask(FleetGuard.proof(request), question);
    }

    @PostMapping(path = "/log", consumes = "application/json")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Says(value = "Lines of the attempt's log; those that are there already do no harm.", status = 204)
    void log(HttpServletRequest request, @RequestBody Lines lines) {
        fleet().log(FleetGuard.proof(request), lines);
    }

    @PutMapping(path = "/checkpoint", consumes = "application/json")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Says(value = "How far the task instance has come; durable when this is answered.", status = 204)
    void checkpoint(HttpServletRequest request, @RequestBody String json) {
        fleet().checkpoint(FleetGuard.proof(request), json);
    }

    @PutMapping(path = "/progress", consumes = "text/plain")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Says(value = "How far the attempt is, for those who look on.", status = 204)
    void progress(HttpServletRequest request, @RequestBody String text) {
        fleet().progress(FleetGuard.proof(request), text);
    }

    @PutMapping(path = "/files", consumes = "application/octet-stream")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Says(value = "A file for the attempt's folder of artifacts.", status = 204)
    void file(HttpServletRequest request, @RequestParam @Says("From the attempt's folder on.") String path)
            throws IOException {
        fleet().files(FleetGuard.proof(request)).put(path, request.getInputStream());
    }

    @GetMapping("/artifacts")
    @Says("The artifacts at or below a path.")
    List<StoredFile> artifacts(
            HttpServletRequest request, @RequestParam @Says("From the folder of all artifacts on.") String path) {
        return fleet().files(FleetGuard.proof(request)).list(path);
    }

    @GetMapping(path = "/artifacts/content", produces = "application/octet-stream")
    @Says(value = "What is in an artifact.", gives = String.class)
    ResponseEntity<Resource> content(
            HttpServletRequest request, @RequestParam @Says("From the folder of all artifacts on.") String path) {
        var file = fleet().files(FleetGuard.proof(request)).file(path);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(new FileSystemResource(file));
    }

    @PostMapping(path = "/end", consumes = "application/json")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Says(value = "The attempt has ended; durable when this is answered.", status = 204)
    void end(HttpServletRequest request, @RequestBody End end) {
        fleet().end(FleetGuard.proof(request), Json.read(end.ending(), Ending.class));
    }
}
