package dev.downbeat.executors.attempt;

import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.SensorOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The operators that are installed.
public interface OperatorCatalog {
    /// @throws dev.downbeat.model.DownbeatException BAD_DAG with the nearest known type when there is no such
    ///         operator
    Operator<?> find(String type);

    /// The operator's settings record, of the class [Operator#config()].
    ///
    /// @param rendered the settings by their YAML names, templates rendered
    /// @throws dev.downbeat.model.DownbeatException BAD_INPUT that names the setting that does not fit
    Record settings(Operator<?> operator, Map<String, @Nullable Object> rendered);

    /// How a sensor waits, from the same settings.
    ///
    /// @throws dev.downbeat.model.DownbeatException BAD_INPUT that names the option that does not fit
    SensorOptions options(Map<String, @Nullable Object> rendered);
}
