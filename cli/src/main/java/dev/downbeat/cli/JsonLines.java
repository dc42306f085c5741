package dev.downbeat.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagId;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.sdk.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A line of the log as a JSON object: `time`, `level`, `logger`, `thread`, `message`; `dag`, `run`,
/// `task`, `map_index` and `attempt` where the message is about one; what stands in the thread's context;
/// `error` with the whole stack.
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new LinkedHashMap<String, @Nullable Object>();
        line.put("time", event.getInstant().toString());
        line.put("level", event.getLevel().toString());
        line.put("logger", event.getLoggerName());
        line.put("thread", event.getThreadName());
        line.put("message", event.getFormattedMessage());
        if (event.getArgumentArray() != null) {
            for (@Nullable Object argument : event.getArgumentArray()) {
                about(argument, line);
            }
        }
        event.getMDCPropertyMap().forEach(line::putIfAbsent);
        IThrowableProxy error = event.getThrowableProxy();
        if (error != null) {
            line.put("error", ThrowableProxyUtil.asString(error));
        }
        return (Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /// Messages name what they are about by its id: the first one of each kind counts.
    private static void about(@Nullable Object argument, Map<String, @Nullable Object> line) {
        switch (argument) {
            case AttemptId attempt -> {
                about(attempt.key(), line);
                line.putIfAbsent("attempt", attempt.number());
            }
            case TaskKey key -> {
                about(key.run(), line);
                about(key.task(), line);
                if (key.index().value() >= 0) {
                    line.putIfAbsent("map_index", key.index().value());
                }
            }
            case RunId run -> line.putIfAbsent("run", run.value());
            case TaskId task -> line.putIfAbsent("task", task.value());
            case DagId dag -> line.putIfAbsent("dag", dag.value());
            case null, default -> {
                // tells of nothing that has a number or a name of ours
            }
        }
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
