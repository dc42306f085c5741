package dev.downbeat.operators.java;

import java.util.List;
import java.util.Map;

/// Methods that a DAG names.
final class Train {
    record Model(String name, double accuracy) {}

    static Model train(String data, int rounds) {
        return new Model(data, rounds / 100.0);
    }

    static List<Model> best(List<Model> models, Map<String, Double> weights) {
        return models.stream()
                .filter(model -> model.accuracy() > weights.getOrDefault(model.name(), 0.0))
                .toList();
    }

    static void fail() {
        throw new IllegalStateException("no data");
    }

    static int twice(int a) {
        return a;
    }

    static int twice(int a, int b) {
        return a + b;
    }

    private Train() {}
}
