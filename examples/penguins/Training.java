import dev.downbeat.sdk.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/// Trains, judges and publishes the penguin classifier. Plain static methods: the pipelines call them, and so can a unit
/// test.
public final class Training {
    private static final List<String> SPECIES = List.of("Adelie", "Chinstrap", "Gentoo");
    private static final List<String> FEATURES = List.of(
            "beak_length_mm", "beak_depth_mm", "flipper_length_mm", "body_mass_g", "beak_ratio", "male");

    public record Model(String model, int rounds, int rows) {}

    /// Shares of the held-out penguins; `recall` is by species.
    public record Metrics(double accuracy, int rows, Map<String, Double> recall) {}

    public record Published(String folder, double accuracy) {}

    private record Examples(float[] values, float[] labels) {
        DMatrix matrix() throws XGBoostError {
            var matrix = new DMatrix(values, labels.length, FEATURES.size(), Float.NaN);
            matrix.setLabel(labels);
            return matrix;
        }
    }

    public static Model train(String warehouse, String model, int rounds)
            throws SQLException, XGBoostError, IOException {
        Examples examples = read(warehouse, "train");
        Map<String, Object> settings = Map.of(
                "objective", "multi:softmax", "num_class", SPECIES.size(), "max_depth", 4, "eta", 0.3, "seed", 7,
                "nthread", 1);
        DMatrix matrix = examples.matrix();
        Booster booster = XGBoost.train(matrix, settings, rounds, Map.of(), null, null);
        Files.write(Path.of(model), booster.toByteArray("ubj"));
        System.out.printf("trained %d rounds on %d penguins%n", rounds, examples.labels().length);
        return new Model(model, rounds, examples.labels().length);
    }

    public static Metrics evaluate(String warehouse, String model) throws SQLException, XGBoostError, IOException {
        Examples examples = read(warehouse, "test");
        Booster booster = XGBoost.loadModel(Files.readAllBytes(Path.of(model)));
        float[][] guesses = booster.predict(examples.matrix());
        int[] seen = new int[SPECIES.size()];
        int[] right = new int[SPECIES.size()];
        for (int i = 0; i < guesses.length; i++) {
            int label = (int) examples.labels()[i];
            seen[label]++;
            right[label] += guesses[i][0] == label ? 1 : 0;
        }
        var recall = new LinkedHashMap<String, Double>();
        int hits = 0;
        for (int i = 0; i < SPECIES.size(); i++) {
            recall.put(SPECIES.get(i), rounded((double) right[i] / seen[i]));
            hits += right[i];
        }
        var metrics = new Metrics(rounded((double) hits / guesses.length), guesses.length, recall);
        System.out.println("on penguins it has not seen: " + metrics);
        return metrics;
    }

    /// Publishes into a folder of its own; all of it appears at once, and publishing again replaces it.
    public static Published publish(String model, Metrics metrics, String folder, double threshold) throws IOException {
        Path target = Path.of(folder);
        Path draft = target.resolveSibling(target.getFileName() + ".draft");
        delete(draft);
        Files.createDirectories(draft);
        Files.copy(Path.of(model), draft.resolve("model.ubj"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(draft.resolve("metrics.json"), Json.pretty(metrics) + "\n");
        Files.writeString(draft.resolve("MODEL_CARD.md"), card(metrics, threshold));
        delete(target);
        Files.move(draft, target);
        System.out.println("published " + target);
        return new Published(target.toString(), metrics.accuracy());
    }

    private static String card(Metrics metrics, double threshold) {
        return """
                # Penguin species classifier
                **Task**: tell Adelie, Chinstrap and Gentoo penguins apart by %s.
                **Model**: gradient-boosted trees (XGBoost).
                **Data**: Palmer penguins (CC0); one in five is held out for the evaluation.
                **Accuracy**: %s on %d penguins it has not seen; the gate asks for %s.
                **Recall by species**: %s
                **Not for**: birds of other regions, or measurements taken in another way.
                """
                .formatted(
                        String.join(", ", FEATURES),
                        metrics.accuracy(),
                        metrics.rows(),
                        threshold,
                        metrics.recall());
    }

    private static Examples read(String warehouse, String part) throws SQLException {
        var values = new ArrayList<Float>();
        var labels = new ArrayList<Float>();
        String query = "select label, " + String.join(", ", FEATURES) + " from features where part = ?";
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + warehouse);
                var statement = connection.prepareStatement(query)) {
            statement.setString(1, part);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    labels.add(rows.getFloat(1));
                    for (int i = 0; i < FEATURES.size(); i++) {
                        values.add(rows.getFloat(i + 2));
                    }
                }
            }
        }
        if (labels.isEmpty()) {
            throw new IllegalStateException("no rows to " + part + " on");
        }
        return new Examples(unboxed(values), unboxed(labels));
    }

    private static float[] unboxed(List<Float> list) {
        float[] array = new float[list.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = list.get(i);
        }
        return array;
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (var entries = Files.list(folder)) {
                for (Path entry : entries.toList()) {
                    Files.delete(entry);
                }
            }
            Files.delete(folder);
        }
    }
}
