package dev.downbeat.cli;

import dev.downbeat.sdk.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "version", header = "Which Downbeat this is, and which Java runs it.")
final class VersionCommand implements Callable<Integer> {
    private final Context context;

    VersionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("downbeat", Version.number());
        facts.put("java", System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vendor"));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        if (context.json()) {
            context.screen().print(Json.pretty(facts));
        } else {
            Facts.print(context.screen(), context.ink(), facts);
        }
        return ExitCode.SUCCESS.number();
    }
}
