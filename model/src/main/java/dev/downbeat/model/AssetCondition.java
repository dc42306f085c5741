package dev.downbeat.model;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which assets have to be updated before a run starts.
public sealed interface AssetCondition {
    record One(AssetName asset) implements AssetCondition {}

    record All(List<AssetCondition> of) implements AssetCondition {
        public All {
            of = some(of);
        }
    }

    record Any(List<AssetCondition> of) implements AssetCondition {
        public Any {
            of = some(of);
        }
    }

    private static List<AssetCondition> some(List<AssetCondition> of) {
        if (of.isEmpty()) {
            throw new IllegalArgumentException("a condition over assets names at least one");
        }
        return List.copyOf(of);
    }

    /// Whether these updates are enough.
    default boolean metBy(Set<AssetName> updated) {
        return switch (this) {
            case One one -> updated.contains(one.asset());
            case All all -> all.of().stream().allMatch(each -> each.metBy(updated));
            case Any any -> any.of().stream().anyMatch(each -> each.metBy(updated));
        };
    }

    /// All assets that it names.
    default SortedSet<AssetName> assets() {
        return switch (this) {
            case One one -> new TreeSet<>(Set.of(one.asset()));
            case All all -> union(all.of());
            case Any any -> union(any.of());
        };
    }

    private static SortedSet<AssetName> union(List<AssetCondition> conditions) {
        return conditions.stream()
                .flatMap(condition -> condition.assets().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// For people: `orders and (customers or leads)`.
    default String words() {
        return switch (this) {
            case One one -> one.asset().value();
            case All all -> words(all.of(), " and ");
            case Any any -> words(any.of(), " or ");
        };
    }

    private static String words(List<AssetCondition> conditions, String between) {
        return conditions.stream()
                .map(condition -> condition instanceof One || conditions.size() == 1
                        ? condition.words()
                        : "(" + condition.words() + ")")
                .collect(Collectors.joining(between));
    }
}
