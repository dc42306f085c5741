package dev.downbeat.sdk;

import dev.downbeat.model.AssetCondition;
import dev.downbeat.model.AssetName;
import java.util.Arrays;
import java.util.List;

/// Conditions over assets, for [DagBody#consumes].
///
/// ```java
/// d.consumes(Assets.all("orders", Assets.any("customers", "leads")));
/// ```
public final class Assets {
    private Assets() {}

    /// All of them.
    ///
    /// @param of names, and conditions
    public static AssetCondition all(Object... of) {
        return Refusal.asBadDag(() -> new AssetCondition.All(conditions(of)));
    }

    /// Any one of them.
    ///
    /// @param of names, and conditions
    public static AssetCondition any(Object... of) {
        return Refusal.asBadDag(() -> new AssetCondition.Any(conditions(of)));
    }

    static List<AssetName> names(String... names) {
        return Arrays.stream(names).map(AssetName::new).toList();
    }

    private static List<AssetCondition> conditions(Object... of) {
        return Arrays.stream(of).map(Assets::condition).toList();
    }

    private static AssetCondition condition(Object of) {
        return switch (of) {
            case AssetCondition condition -> condition;
            case String name -> new AssetCondition.One(new AssetName(name));
            default ->
                throw new IllegalArgumentException("a condition is over names of assets and conditions, not over a "
                        + of.getClass().getSimpleName());
        };
    }
}
