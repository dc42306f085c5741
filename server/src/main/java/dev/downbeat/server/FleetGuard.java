package dev.downbeat.server;

import dev.downbeat.executors.remote.Fleet;
import dev.downbeat.executors.remote.FleetTalk;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.runtime.Downbeat;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.HandlerInterceptor;

/// Lets workers in, by the fleet's secret, and attempts that show a token; whether that is good for anything
/// is found out with what they ask, or before more than a little of a body is read.
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
        if (request.getRequestURI().startsWith(PATH)) {
            admit(request);
        }
        return true;
    }

    private void admit(HttpServletRequest request) {
        String proof = proof(request);
        if (ofWorker(request) && !fleet().admits(proof)) {
            throw new ResponseStatusException(
                    HttpStatus.UNAUTHORIZED, "this is not the secret of this server's workers");
        }
    }

    private static boolean ofWorker(HttpServletRequest request) {
        return request.getRequestURI().startsWith(FleetTalk.WORKERS);
    }

    /// What speaks against somebody who has more to send than is taken in from strangers.
    Optional<ProblemDocument> objection(HttpServletRequest request) {
        try {
            admit(request);
            if (!ofWorker(request)) {
                fleet().check(proof(request));
            }
            return Optional.empty();
        } catch (DownbeatException e) {
            return Optional.of(ProblemDocument.of(e));
        } catch (ResponseStatusException e) {
            return Optional.of(
                    ProblemDocument.of(HttpStatus.UNAUTHORIZED, ErrorCode.BAD_INPUT, String.valueOf(e.getReason())));
        }
    }

    static String proof(HttpServletRequest request) {
        String given = request.getHeader("Authorization");
        if (given == null || !given.startsWith(BEARER) || given.length() == BEARER.length()) {
            throw new ResponseStatusException(HttpStatus.UNAUTHORIZED, "send Authorization: Bearer and what proves it");
        }
        return given.substring(BEARER.length());
    }
}
