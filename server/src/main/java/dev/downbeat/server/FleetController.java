package dev.downbeat.server;

import dev.downbeat.executors.remote.Fleet;
import dev.downbeat.executors.remote.FleetTalk;
import dev.downbeat.executors.remote.FleetTalk.Alive;
import dev.downbeat.executors.remote.FleetTalk.Given;
import dev.downbeat.executors.remote.FleetTalk.Hello;
import dev.downbeat.executors.remote.FleetTalk.Stops;
import dev.downbeat.executors.remote.FleetTalk.Wanted;
import dev.downbeat.executors.remote.FleetTalk.Welcome;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Where workers speak; [FleetGuard] lets in those who know the fleet's secret.
@RestController
@RequestMapping(path = FleetTalk.WORKERS, produces = "application/json")
final class FleetController {
    private final FleetGuard guard;

    FleetController(FleetGuard guard) {
        this.guard = guard;
    }

    private Fleet fleet() {
        return guard.fleet();
    }

    @PostMapping(consumes = "application/json")
    @Says("A worker presents itself.")
    Welcome register(@RequestBody Hello hello) {
        return fleet().register(hello);
    }

    @PostMapping(path = "/{worker}/claims", consumes = "application/json")
    @Says("A worker asks for attempts; the answer waits up to 10 seconds for there to be some.")
    Given claim(@PathVariable long worker, @RequestBody Wanted wanted) throws InterruptedException {
        return fleet().claim(worker, wanted);
    }

    @PostMapping(path = "/{worker}/heartbeat", consumes = "application/json")
    @Says("A worker says that it lives and what it has; the answer waits up to 5 seconds for something to be stopped.")
    Stops heartbeat(@PathVariable long worker, @RequestBody Alive alive) throws InterruptedException {
        return fleet().beat(worker, alive);
    }

    @DeleteMapping("/{worker}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Says(value = "A worker leaves; what it has not begun waits for another one.", status = 204)
    void leave(@PathVariable long worker) {
        fleet().leave(worker);
    }
}
