package dev.downbeat.server;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.ImportProblem;
import dev.downbeat.api.Views.ServerInfo;
import dev.downbeat.authoring.schema.JsonSchemas;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.sdk.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
final class AboutController {
    private final DownbeatApi api;
    private final OpenApiDocument document;

    AboutController(DownbeatApi api, OpenApiDocument document) {
        this.api = api;
        this.document = document;
    }

    @GetMapping("/info")
    @Says("What runs here.")
    ServerInfo info() {
        return api.info();
    }

    @GetMapping("/import-errors")
    @Says("The DAG files that do not load, with their mistakes.")
    List<ImportProblem> importErrors() {
        return api.importErrors();
    }

    @GetMapping("/schemas/dag.json")
    @Says("The JSON Schema of YAML DAG files, for editors.")
    Map<String, @Nullable Object> schema() {
        return JsonSchemas.dag(Operators.installed());
    }

    @GetMapping("/openapi.json")
    @Says("This interface as OpenAPI 3.1.")
    String openapi() {
        return Json.pretty(document.document());
    }
}
