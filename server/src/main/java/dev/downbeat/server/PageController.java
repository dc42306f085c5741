package dev.downbeat.server;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.DagQuery;
import dev.downbeat.api.Views.DagSummary;
import dev.downbeat.api.Views.ImportProblem;
import dev.downbeat.api.Views.Page;
import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.ServerInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/// A plain page that says what runs.
@RestController
final class PageController {
    private static final int RUNS = 15;

    private final DownbeatApi api;

    PageController(DownbeatApi api) {
        this.api = api;
    }

    @GetMapping(path = "/", produces = "text/html;charset=UTF-8")
    String home() {
        ServerInfo info = api.info();
        Page<DagSummary> dags = api.dags(new DagQuery("", "", Optional.empty(), Page.MAX_LIMIT));
        List<RunSummary> runs = api.runs(new RunQuery(Optional.empty(), Optional.empty(), Optional.empty(), RUNS))
                .items();
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta http-equiv="refresh" content="10">
                <title>Downbeat</title>
                <link rel="icon" href="data:,">
                <link rel="stylesheet" href="/assets/page.css">
                </head>
                <body>
                <header><h1>Downbeat</h1><p>%s, database: %s</p></header>
                <main>
                <dl>
                <div><dt>DAGs</dt><dd>%s</dd></div>
                <div><dt>Runs running</dt><dd>%d</dd></div>
                <div><dt>Runs queued</dt><dd>%d</dd></div>
                </dl>
                %s
                <h2>Last runs</h2>
                %s
                </main>
                <footer><a href="/docs">API documentation</a> · <a href="/api/v1/openapi.json">OpenAPI</a> ·
                <a href="/metrics">Metrics</a> · <a href="/health/ready">Health</a></footer>
                </body>
                </html>
                """.formatted(
                        text(info.version()),
                        text(info.database()),
                        dags.items().size() + (dags.nextCursor() == null ? "" : "+"),
                        info.running(),
                        info.queued(),
                        errors(api.importErrors()),
                        table(runs));
    }

    @GetMapping(path = "/docs", produces = "text/html;charset=UTF-8")
    Resource docs() {
        return new ClassPathResource("assets/docs.html", PageController.class);
    }

    private static String errors(List<ImportProblem> problems) {
        if (problems.isEmpty()) {
            return "";
        }
        return problems.stream()
                .flatMap(file -> file.problems().stream())
                .map(problem -> "<li>" + text(problem.toString()) + "</li>")
                .collect(Collectors.joining(
                        "\n", "<h2>Files that do not load</h2>\n<ul class=\"errors\">\n", "\n</ul>"));
    }

    private static String table(List<RunSummary> runs) {
        if (runs.isEmpty()) {
            return "<p>Nothing has run yet. Put a file into the DAG folder, or call <code>downbeat run FILE</code>.</p>";
        }
        return runs.stream().map(PageController::row).collect(Collectors.joining("\n", """
                <table>
                <thead><tr><th>Run</th><th>DAG</th><th>State</th><th>Queued</th><th>Took</th></tr></thead>
                <tbody>
                """, "\n</tbody>\n</table>"));
    }

    private static String row(RunSummary run) {
        return "<tr><td><a href=\"/api/v1/runs/%d\">%d</a></td><td>%s</td><td class=\"%s\">%s</td><td>%s</td><td>%s</td></tr>"
                .formatted(
                        run.id(),
                        run.id(),
                        text(run.dag()),
                        text(run.state()),
                        text(run.state()),
                        run.queuedAt().truncatedTo(ChronoUnit.SECONDS),
                        took(run));
    }

    private static String took(RunSummary run) {
        Instant start = run.startedAt();
        Instant end = run.endedAt();
        return start == null || end == null
                ? ""
                : "%.1f s".formatted(Duration.between(start, end).toMillis() / 1000.0);
    }

    private static String text(String raw) {
        return HtmlUtils.htmlEscape(raw);
    }
}
