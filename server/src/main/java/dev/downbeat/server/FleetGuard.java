package dev.downbeat.server;

import dev.downbeat.executors.remote.Fleet;
import dev.downbeat.executors.remote.FleetTalk;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.runtime.Downbeat;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.HandlerInterceptor;

/// Lets workers in, by the fleet's secret, and attempts that show a token; whether that is good for anything
/// is found out with what they ask. Nothing of a body is read before.
final class FleetGuard implements HandlerInterceptor {
    /// What is for workers and their attempts.
    static final String PATH = "/execution/";

    /// Files come here, of any size; they are read piece by piece, once it is known whose they are.
    static final String FILES = FleetTalk.ATTEMPT + "/files";

    private static final String BEARER = "Bearer ";

    private final Downbeat downbeat;

    FleetGuard(Downbeat downbeat) {
        this.downbeat = downbeat;
    }

    Fleet fleet() {
        return downbeat.fleet()
                .orElseThrow(() ->
                        new DownbeatException(ErrorCode.CONFLICT, "nothing is executed here, also not by workers"));
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String path = request.getRequestURI();
        if (path.startsWith(FleetTalk.WORKERS) && !fleet().admits(proof(request))) {
            throw new ResponseStatusException(
                    HttpStatus.UNAUTHORIZED, "this is not the secret of this server's workers");
        }
        if (path.startsWith(PATH)) {
            String ignored = proof(request);
        }
        return true;
    }

    static String proof(HttpServletRequest request) {
        String given = request.getHeader("Authorization");
        if (given == null || !given.startsWith(BEARER) || given.length() == BEARER.length()) {
            throw new ResponseStatusException(HttpStatus.UNAUTHORIZED, "send Authorization: Bearer and what proves it");
        }
        return given.substring(BEARER.length());
    }
}
