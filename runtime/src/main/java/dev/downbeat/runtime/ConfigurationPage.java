package dev.downbeat.runtime;

/// Writes docs/configuration.md out of [SettingKey].
public final class ConfigurationPage {
    private ConfigurationPage() {}

    /// The page in Markdown.
    public static String render() {
        var page = new StringBuilder("""
                # Configuration

                Downbeat needs no configuration. Everything below has a default; set what you want to change as an
                environment variable, or as a key of `downbeat.yaml` in the home folder. The environment wins over the
                file. An unknown key in the file is an error that names the nearest known one.

                <!-- Generated from SettingKey by ConfigurationPageTest: mvn test -pl runtime -am -Dgolden=update -->

                | variable | key in `downbeat.yaml` | default | allowed | meaning |
                | --- | --- | --- | --- | --- |
                """);
        for (SettingKey key : SettingKey.values()) {
            page.append("| `%s` | %s | %s | %s | %s |\n"
                    .formatted(
                            key.variable(),
                            key.inFile() ? "`" + key.word() + "`" : "–",
                            key.fallback().isEmpty() ? "empty" : "`" + key.fallback() + "`",
                            key.allowed(),
                            key.doc()));
        }
        return page + """

                ```yaml
                # ~/.downbeat/downbeat.yaml
                port: 9000
                parallelism: 8
                dags: ~/pipelines
                ```

                ## Files in the home folder

                | file | what |
                | --- | --- |
                | `downbeat.yaml` | the settings above |
                | `server.json` | where the running `downbeat up` answers; gone when it stops |
                | `worker.token` | the secret of this server's [workers](workers.md), made by `downbeat workers secret`; the variable `DOWNBEAT_WORKER_TOKEN` stands in for it |
                """;
    }
}
