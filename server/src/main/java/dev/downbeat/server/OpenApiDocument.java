package dev.downbeat.server;

import static dev.downbeat.server.OpenApiSchemas.ordered;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

/// The OpenAPI 3.1 document, worked out from the controllers when it is first asked for. Operations without
/// [Says] are left out.
final class OpenApiDocument {
    private final Supplier<Map<RequestMappingInfo, HandlerMethod>> handlers;

    OpenApiDocument(Supplier<Map<RequestMappingInfo, HandlerMethod>> handlers) {
        this.handlers = handlers;
    }

    /// The same content for the same controllers, in the same order.
    Map<String, Object> document() {
        var schemas = new OpenApiSchemas();
        Map<String, Object> problem = schemas.simple(ProblemDocument.class);
        var paths = new TreeMap<String, Object>();
        operations()
                .forEach(operation -> operation.addTo(
                        asMap(paths.computeIfAbsent(operation.path(), _ -> new TreeMap<String, Object>())),
                        schemas,
                        problem));
        return ordered(
                "openapi", "3.1.0",
                "info",
                        ordered(
                                "title",
                                "Downbeat",
                                "version",
                                "v1",
                                "license",
                                ordered("name", "Apache-2.0", "identifier", "Apache-2.0")),
                "servers", List.of(ordered("url", "/")),
                "paths", paths,
                "components", ordered("schemas", schemas.components()));
    }

    private Stream<Operation> operations() {
        return handlers.get().entrySet().stream()
                .filter(entry -> entry.getValue().getMethodAnnotation(Says.class) != null)
                .map(entry -> new Operation(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(Operation::path).thenComparing(Operation::name));
    }

    @SuppressWarnings("unchecked") // the maps of this document have string keys
    private static Map<String, Object> asMap(@Nullable Object map) {
        return (Map<String, Object>) Objects.requireNonNull(map);
    }

    /// One controller method.
    private record Operation(RequestMappingInfo mapping, HandlerMethod handler) {
        String path() {
            return mapping.getPatternValues().iterator().next();
        }

        String name() {
            return handler.getBeanType().getSimpleName() + handler.getMethod().getName();
        }

        /// Two methods for one path and verb differ in what they answer with.
        void addTo(Map<String, Object> path, OpenApiSchemas schemas, Map<String, Object> problem) {
            String verb =
                    mapping.getMethodsCondition().getMethods().iterator().next().name();
            String key = verb.toLowerCase(Locale.ROOT);
            Says says = says();
            Map<String, Object> content = content(schemas);
            if (path.containsKey(key)) {
                var responses = asMap(asMap(path.get(key)).get("responses"));
                asMap(asMap(responses.get(Integer.toString(says.status()))).get("content"))
                        .putAll(content);
                return;
            }
            var operation = ordered("operationId", operationId(), "summary", says.value(), "tags", List.of(tag()));
            List<Map<String, Object>> parameters = parameters(schemas);
            if (!parameters.isEmpty()) {
                operation.put("parameters", parameters);
            }
            body(schemas, operation);
            operation.put(
                    "responses",
                    ordered(
                            Integer.toString(says.status()),
                            content.isEmpty()
                                    ? ordered("description", "Success")
                                    : ordered("description", "Success", "content", content),
                            "default",
                            ordered(
                                    "description",
                                    "Error",
                                    "content",
                                    ordered(ProblemDocument.MEDIA_TYPE, ordered("schema", problem)))));
            path.put(key, operation);
        }

        private Says says() {
            return Objects.requireNonNull(handler.getMethodAnnotation(Says.class));
        }

        private String tag() {
            return handler.getBeanType()
                    .getSimpleName()
                    .replace("Controller", "")
                    .toLowerCase(Locale.ROOT);
        }

        private String operationId() {
            String method = handler.getMethod().getName();
            return tag() + method.substring(0, 1).toUpperCase(Locale.ROOT) + method.substring(1);
        }

        private Map<String, Object> content(OpenApiSchemas schemas) {
            var content = new LinkedHashMap<String, Object>();
            if (handler.getMethod().getReturnType() == void.class && says().gives() == Void.class) {
                return content;
            }
            for (MediaType type : mapping.getProducesCondition().getProducibleMediaTypes()) {
                boolean text = type.getType().equals("text") && says().gives() == Void.class;
                content.put(
                        type.getType() + "/" + type.getSubtype(),
                        ordered("schema", text ? ordered("type", "string") : answer(schemas)));
            }
            return content;
        }

        private Map<String, Object> answer(OpenApiSchemas schemas) {
            if (says().gives() != Void.class) {
                return schemas.simple(says().gives());
            }
            Method method = handler.getMethod();
            if (method.getReturnType() == String.class) {
                return ordered("type", "object");
            }
            AnnotatedType type = method.getAnnotatedReturnType();
            boolean wrapped = method.getReturnType() == ResponseEntity.class;
            return schemas.of(
                    wrapped ? ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[0] : type);
        }

        private void body(OpenApiSchemas schemas, Map<String, Object> operation) {
            for (Parameter parameter : handler.getMethod().getParameters()) {
                if (parameter.isAnnotationPresent(RequestBody.class)) {
                    var schema = schemas.simple(parameter.getType());
                    var content = ordered("application/json", ordered("schema", schema));
                    operation.put("requestBody", ordered("required", true, "content", content));
                }
            }
        }

        private List<Map<String, Object>> parameters(OpenApiSchemas schemas) {
            var parameters = new ArrayList<Map<String, Object>>();
            for (Parameter parameter : handler.getMethod().getParameters()) {
                var path = parameter.getAnnotation(PathVariable.class);
                var query = parameter.getAnnotation(RequestParam.class);
                var header = parameter.getAnnotation(RequestHeader.class);
                if (path != null) {
                    parameters.add(parameter(schemas, parameter, "path", "", ValueConstants.DEFAULT_NONE));
                } else if (query != null) {
                    parameters.add(parameter(schemas, parameter, "query", query.name(), query.defaultValue()));
                } else if (header != null) {
                    parameters.add(parameter(schemas, parameter, "header", header.name(), ""));
                }
            }
            return parameters;
        }

        private Map<String, Object> parameter(
                OpenApiSchemas schemas, Parameter parameter, String in, String name, String fallback) {
            String shown = name.isEmpty() ? parameter.getName() : name;
            Map<String, Object> schema = schemas.simple(parameter.getType());
            if (shown.equals("state")) {
                schema.put(
                        "enum",
                        OpenApiSchemas.words(
                                handler.getMethod().getName().equals("tasks") ? "TaskView" : "RunSummary", "state"));
            }
            if (!fallback.equals(ValueConstants.DEFAULT_NONE) && !fallback.isEmpty()) {
                schema.put("default", parameter.getType() == String.class ? fallback : Long.valueOf(fallback));
            }
            var shape = ordered("name", shown, "in", in, "required", in.equals("path"), "schema", schema);
            Says says = parameter.getAnnotation(Says.class);
            if (says != null) {
                shape.put("description", says.value());
            }
            return shape;
        }
    }
}
