package dev.downbeat.server;

import dev.downbeat.api.Views.Page;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.UriComponentsBuilder;

/// Pages with a Link header to the next one.
final class Pages {
    private Pages() {}

    static <T> ResponseEntity<Page<T>> linked(HttpServletRequest request, Page<T> page) {
        var answer = ResponseEntity.ok();
        String cursor = page.nextCursor();
        if (cursor != null) {
            String next = UriComponentsBuilder.fromPath(request.getRequestURI())
                    .query(request.getQueryString())
                    .replaceQueryParam("cursor", cursor)
                    .build(true)
                    .toUriString();
            answer.header(HttpHeaders.LINK, "<%s>; rel=\"next\"".formatted(next));
        }
        return answer.body(page);
    }
}
