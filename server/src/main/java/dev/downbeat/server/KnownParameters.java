package dev.downbeat.server;

import dev.downbeat.api.UnknownNameException;
import dev.downbeat.model.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/// Refuses query parameters that an operation does not have: a mistyped filter must not show everything.
final class KnownParameters implements HandlerInterceptor {
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        // what a webhook is called with is its DAG's affair
        if (handler instanceof HandlerMethod method && method.getBeanType() != WebhookController.class) {
            List<String> known = names(method);
            for (String name : request.getParameterMap().keySet()) {
                if (!known.contains(name)) {
                    throw UnknownNameException.of(
                            ErrorCode.BAD_INPUT, "unknown parameter '%s'".formatted(name), name, known);
                }
            }
        }
        return true;
    }

    static List<String> names(HandlerMethod method) {
        return Arrays.stream(method.getMethodParameters())
                .filter(parameter -> parameter.hasParameterAnnotation(RequestParam.class))
                .map(KnownParameters::name)
                .toList();
    }

    static String name(MethodParameter parameter) {
        RequestParam given = Objects.requireNonNull(parameter.getParameterAnnotation(RequestParam.class));
        return given.name().isEmpty() ? parameter.getParameter().getName() : given.name();
    }
}
