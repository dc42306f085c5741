package dev.downbeat.server;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.net.SocketEvent;

/// Stands behind the second address, before all that the server has. What may pass is named here, letter by
/// letter as it came over the line, before anything is decoded or normalised; so no way of writing a path leads
/// anywhere else. What may not finds nothing, and is told nothing.
record Door(Adapter inside) implements Adapter {
    /// Of a request that came in here; nobody outside can set it.
    static final String MARK = Door.class.getName();

    private static final Pattern EXECUTION = Pattern.compile("/execution/v1(/[A-Za-z0-9_-]+)+");
    private static final Set<String> CALLS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE");
    private static final Set<String> HEALTH = Set.of("/health/live", "/health/ready");
    private static final Set<String> LOOKS = Set.of("GET", "HEAD");

    static boolean mayPass(String method, String path) {
        return EXECUTION.matcher(path).matches()
                ? CALLS.contains(method)
                : HEALTH.contains(path) && LOOKS.contains(method);
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        if (mayPass(String.valueOf(request.getMethod()), path(request))) {
            request.setAttribute(MARK, true);
            inside.service(request, response);
        } else {
            response.setStatus(404);
            response.setContentLength(0);
            response.action(ActionCode.CLOSE, null);
        }
    }

    private static String path(Request request) {
        ByteChunk bytes = request.requestURI().getByteChunk();
        return new String(bytes.getBuffer(), bytes.getStart(), bytes.getLength(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean prepare(Request request, Response response) throws Exception {
        return inside.prepare(request, response);
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent status) throws Exception {
        return inside.asyncDispatch(request, response, status);
    }

    @Override
    public void log(Request request, Response response, long time) {
        inside.log(request, response, time);
    }

    @Override
    public void checkRecycled(Request request, Response response) {
        inside.checkRecycled(request, response);
    }

    @Override
    public String getDomain() {
        return inside.getDomain();
    }
}
