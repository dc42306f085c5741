package dev.downbeat.operators.notify;

import dev.downbeat.sdk.Alert;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Notifier;
import dev.downbeat.sdk.operator.Shorthand;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Posts an Adaptive Card to Microsoft Teams, by the webhook of a workflow.
public final class Teams implements Notifier<Teams.Config> {
    private static final int MAX_LOG = 6_000;

    @Doc(value = """
            Posts an Adaptive Card to Microsoft Teams, by the webhook of a workflow. As a notifier it needs no `text`: it \
            then shows what happened, the error, the end of the log and a link.

            The connection is the workflow's address, with its whole query: \
            `https://….logic.azure.com/workflows/…?api-version=…&sp=…&sv=…&sig=…`.""", example = """
            tasks:
              tell:
                teams: { connection: teams, text: "{{ ds }}: the report is ready" }
            """)
    public record Config(
            @Doc("What to say, in Markdown.") @Shorthand @Nullable
            String text,

            @Doc("An Adaptive Card, in place of the text.") @Nullable
            Map<String, @Nullable Object> card,

            @Doc("The id of the connection.") @Default("teams")
            String connection) {}

    @Override
    public String type() {
        return "teams";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public boolean onlyWaits() {
        return true;
    }

    @Override
    public TaskResult run(Config config, TaskContext context) throws InterruptedException {
        Map<String, @Nullable Object> card = card(config, context);
        var message = Map.of(
                "type",
                "message",
                "attachments",
                List.of(Map.of("contentType", "application/vnd.microsoft.card.adaptive", "content", card)));
        String answer = Post.to("Teams", context.connection(config.connection()), Set.of())
                .send(Json.write(message), context);
        return TaskResult.of(Map.of("answer", answer));
    }

    private static Map<String, @Nullable Object> card(Config config, TaskContext context) {
        if (config.card() != null) {
            return config.card();
        }
        if (config.text() != null) {
            return card(List.of(block(config.text(), Map.of())), List.of());
        }
        Alert alert = Told.required(context, "teams needs 'text' or 'card'");
        var body = new ArrayList<Object>();
        body.add(block(alert.title(), Map.of("size", "Medium", "weight", "Bolder")));
        body.add(Map.of(
                "type",
                "FactSet",
                "facts",
                Told.facts(alert).entrySet().stream()
                        .map(fact -> Map.of("title", fact.getKey(), "value", fact.getValue()))
                        .toList()));
        if (!alert.error().isEmpty()) {
            body.add(block(alert.error(), Map.of("color", "Attention")));
        }
        if (!alert.log().isEmpty()) {
            body.add(block(Told.ending(alert.log(), MAX_LOG), Map.of("fontType", "Monospace", "size", "Small")));
        }
        List<Object> actions = alert.link().isEmpty()
                ? List.of()
                : List.of(Map.of("type", "Action.OpenUrl", "title", "Open run " + alert.run(), "url", alert.link()));
        return card(body, actions);
    }

    private static Map<String, @Nullable Object> card(List<Object> body, List<Object> actions) {
        var card = new LinkedHashMap<String, @Nullable Object>();
        card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        card.put("type", "AdaptiveCard");
        card.put("version", "1.4");
        card.put("msteams", Map.of("width", "Full"));
        card.put("body", body);
        if (!actions.isEmpty()) {
            card.put("actions", actions);
        }
        return card;
    }

    private static Map<String, Object> block(String text, Map<String, String> style) {
        var block = new LinkedHashMap<String, Object>();
        block.put("type", "TextBlock");
        block.put("text", text);
        block.put("wrap", true);
        block.putAll(style);
        return block;
    }
}
