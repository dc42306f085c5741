package dev.downbeat.model;

import java.util.List;
import java.util.Set;

/// A sensor that looks outside again and again, with no end. The asset is updated whenever it finds something that
/// it did not find at its look before.
///
/// @param asset  what it updates
/// @param sensor a sensor with its settings
public record Watch(AssetName asset, OperatorCall sensor) {
    /// Settings of sensors that say how waiting ends, or what is held meanwhile.
    private static final List<String> OF_WAITING = List.of("timeout", "soft_fail", "mode");
    /// Sensors that are about other DAGs, and so not about what is outside.
    public static final Set<String> INSIDE = Set.of("wait_for_dag", "trigger_dag");

    /// @throws IllegalArgumentException when the sensor is not one for this
    public Watch {
        if (INSIDE.contains(sensor.type())) {
            throw new IllegalArgumentException("asset '%s' cannot be watched by %s: let the other DAG produce the asset"
                    .formatted(asset, sensor.type()));
        }
        for (String setting : OF_WAITING) {
            if (sensor.config().containsKey(setting)) {
                throw new IllegalArgumentException("the watch of asset '%s' never ends and holds nothing: take '%s' out"
                        .formatted(asset, setting));
            }
        }
    }
}
