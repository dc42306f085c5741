package dev.downbeat.operators.notify;

import dev.downbeat.sdk.Alert;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Connection;
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

/// Writes to a Slack channel by an incoming webhook.
public final class Slack implements Notifier<Slack.Config> {
    private static final int MAX_HEADER = 150;
    private static final int MAX_CODE = 2_500;
    private static final int MAX_TEXT = 3_000;

    @Doc(value = """
            Writes to a Slack channel by an incoming webhook. As a notifier it needs no `text`: it then shows what happened, \
            the error, the end of the log and a link.

            The connection is the webhook's address: `https://hooks.slack.com/services/T…/B…/…`. With a password, that is \
            put behind the address's path, so that it is the only secret part.""", example = """
            tasks:
              tell:
                slack: { connection: slack, text: "{{ ds }}: {{ outputs.load.rows }} rows are in" }
            """)
    public record Config(
            @Doc("What to say, in Slack's mrkdwn.") @Shorthand @Nullable
            String text,

            @Doc("Blocks of Slack's Block Kit, in place of the text; `text` is then what notifications show.") @Nullable
            List<Object> blocks,

            @Doc("The id of the connection.") @Default("slack")
            String connection) {}

    @Override
    public String type() {
        return "slack";
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
        Connection connection = context.connection(config.connection());
        String answer =
                Post.to("Slack", withSecret(connection), Set.of()).send(Json.write(message(config, context)), context);
        return TaskResult.of(Map.of("answer", answer));
    }

    private static Connection withSecret(Connection connection) {
        String secret = connection.login().password();
        return secret.isEmpty()
                ? connection
                : new Connection(
                        connection.id(),
                        connection.type(),
                        connection.host(),
                        connection.port(),
                        Connection.Login.NONE,
                        connection.path() + "/" + secret,
                        connection.extra());
    }

    private static Map<String, @Nullable Object> message(Config config, TaskContext context) {
        var message = new LinkedHashMap<String, @Nullable Object>();
        if (config.text() == null && config.blocks() == null) {
            Alert alert = Told.required(context, "slack needs 'text' or 'blocks'");
            message.put("text", escaped(alert.title()));
            message.put("blocks", blocks(alert));
            return message;
        }
        if (config.text() != null) {
            message.put("text", config.text());
        }
        if (config.blocks() != null) {
            message.put("blocks", config.blocks());
        }
        return message;
    }

    private static List<Object> blocks(Alert alert) {
        var blocks = new ArrayList<Object>();
        String title = Told.shortened(alert.title(), MAX_HEADER);
        blocks.add(Map.of("type", "header", "text", Map.of("type", "plain_text", "text", title)));
        List<Map<String, String>> fields = Told.facts(alert).entrySet().stream()
                .map(fact -> mrkdwn("*%s*\n%s".formatted(fact.getKey(), escaped(fact.getValue()))))
                .toList();
        blocks.add(Map.of("type", "section", "fields", fields));
        if (!alert.error().isEmpty()) {
            blocks.add(section(Told.shortened(escaped(alert.error()), MAX_TEXT)));
        }
        if (!alert.log().isEmpty()) {
            blocks.add(section("```\n" + Told.ending(escaped(alert.log()), MAX_CODE) + "\n```"));
        }
        if (!alert.link().isEmpty()) {
            blocks.add(section("<%s|Open run %d>".formatted(alert.link(), alert.run())));
        }
        return blocks;
    }

    private static Map<String, Object> section(String text) {
        return Map.of("type", "section", "text", mrkdwn(text));
    }

    private static Map<String, String> mrkdwn(String text) {
        return Map.of("type", "mrkdwn", "text", text);
    }

    /// The three characters that mean something in Slack's text, wherever they stand.
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
