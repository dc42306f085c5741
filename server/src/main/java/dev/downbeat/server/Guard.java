package dev.downbeat.server;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.Json;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/// Lets in what comes from this machine's own user only. A page of another site, opened in a browser on this
/// machine, can send requests here too: under a name of its own that resolves to 127.0.0.1 (DNS rebinding,
/// caught by the Host header), or across origins (caught by Origin, Sec-Fetch-Site and the demand for JSON,
/// which no plain form can send).
final class Guard extends OncePerRequestFilter {
    static final int MAX_BODY = 1 << 20;

    /// An attempt may leave many values; each is small, or else goes as a file.
    private static final int MAX_END = 32 << 20;

    /// So much is taken in of what comes to the fleet, from whichever machine, before the proof is looked at.
    private static final int UNPROVEN = 32 << 10;

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final List<String> NAMES = List.of("localhost", "127.0.0.1", "[::1]");
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// Swagger UI sets styles on its elements.
    private static final String DOCS_POLICY = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

    private final FleetGuard fleet;

    Guard(FleetGuard fleet) {
        this.fleet = fleet;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        headers(request, response);
        Optional<ProblemDocument> objection = objection(request);
        if (objection.isPresent()) {
            refuse(response, objection.get());
        } else if (SAFE.contains(request.getMethod()) || request.getRequestURI().equals(FleetGuard.FILES)) {
            chain.doFilter(request, response);
        } else {
            pass(request, response, chain);
        }
    }

    /// With its body, when that is small enough.
    private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        int most = ofFleet(request) ? MAX_END : MAX_BODY;
        byte[] body = request.getInputStream().readNBytes(ofFleet(request) ? UNPROVEN : most + 1);
        if (ofFleet(request) && body.length == UNPROVEN) {
            Optional<ProblemDocument> stranger = fleet.objection(request);
            if (stranger.isPresent()) {
                refuse(response, stranger.get());
                return;
            }
            body = join(body, request.getInputStream().readNBytes(most + 1 - UNPROVEN));
        }
        if (body.length > most) {
            refuse(response, problem(HttpStatus.CONTENT_TOO_LARGE, "a body may have %d bytes".formatted(most)));
        } else {
            chain.doFilter(new ReadRequest(request, body), response);
        }
    }

    private static byte[] join(byte[] begin, byte[] rest) {
        byte[] all = Arrays.copyOf(begin, begin.length + rest.length);
        System.arraycopy(rest, 0, all, begin.length, rest.length);
        return all;
    }

    private static Optional<ProblemDocument> objection(HttpServletRequest request) {
        if (request.getMethod().equals("POST") && request.getRequestURI().startsWith(WebhookController.PATH)) {
            return Optional.empty(); // from wherever it comes, by whatever name: it proves who it is by a secret
        }
        if (ofFleet(request)) {
            return Optional.empty(); // so does this, by a header that no page of another site can send unasked
        }
        if (ExecutionListener.took(request)) {
            return Optional.empty(); // whether the server is well, by whatever name it is asked
        }
        int port = request.getLocalPort();
        if (!ours(request.getHeader("Host"), port)) {
            return Optional.of(problem(
                    HttpStatus.MISDIRECTED_REQUEST, "this server answers to localhost, 127.0.0.1 and [::1] only"));
        }
        if (SAFE.contains(request.getMethod())) {
            return Optional.empty();
        }
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return Optional.of(problem(HttpStatus.FORBIDDEN, "other sites may not change anything here"));
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !(origin.startsWith("http://") && ours(origin.substring("http://".length()), port))) {
            return Optional.of(problem(HttpStatus.FORBIDDEN, "other sites may not change anything here"));
        }
        String type = request.getContentType();
        boolean json = type != null && type.split(";", -1)[0].strip().equalsIgnoreCase("application/json");
        return json
                ? Optional.empty()
                : Optional.of(problem(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "send Content-Type: application/json"));
    }

    private static boolean ofFleet(HttpServletRequest request) {
        return request.getRequestURI().startsWith(FleetGuard.PATH);
    }

    private static boolean ours(@Nullable String authority, int port) {
        return authority != null
                && NAMES.stream()
                        .anyMatch(name -> authority.equalsIgnoreCase(name + ":" + port)
                                || (port == 80 && authority.equalsIgnoreCase(name)));
    }

    private static void headers(HttpServletRequest request, HttpServletResponse response) {
        String path = request.getRequestURI();
        response.setHeader("Content-Security-Policy", path.startsWith("/docs") ? DOCS_POLICY : POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        if (path.startsWith("/api/") || path.startsWith(FleetGuard.PATH)) {
            response.setHeader("Cache-Control", "no-store");
        }
    }

    private static ProblemDocument problem(HttpStatus status, String detail) {
        return ProblemDocument.of(status, ErrorCode.BAD_INPUT, detail);
    }

    private static void refuse(HttpServletResponse response, ProblemDocument problem) throws IOException {
        response.setStatus(problem.status());
        response.setContentType(ProblemDocument.MEDIA_TYPE);
        response.getOutputStream().write(Json.write(problem).getBytes(StandardCharsets.UTF_8));
    }
}
