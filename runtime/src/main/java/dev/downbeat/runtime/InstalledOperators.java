package dev.downbeat.runtime;

import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.shape.SettingsReader;
import dev.downbeat.executors.attempt.OperatorCatalog;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.Sensor;
import dev.downbeat.sdk.operator.SensorOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The operators that YAML files are checked against are those that attempts run.
public final class InstalledOperators implements OperatorCatalog {
    private final Operators operators;

    public InstalledOperators(Operators operators) {
        this.operators = operators;
    }

    @Override
    public Operator<?> find(String type) {
        try {
            return operators.get(type);
        } catch (DownbeatException e) {
            throw new DownbeatException(ErrorCode.BAD_DAG, e.text(), e);
        }
    }

    @Override
    public Record settings(Operator<?> operator, Map<String, @Nullable Object> rendered) {
        return SettingsReader.read(
                operator.config(), operator instanceof Sensor<?> ? Operators.withoutOptions(rendered) : rendered);
    }

    @Override
    public SensorOptions options(Map<String, @Nullable Object> rendered) {
        return SettingsReader.read(SensorOptions.class, Operators.optionsIn(rendered));
    }
}
