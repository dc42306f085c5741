import dev.downbeat.model.TriggerRule;
import dev.downbeat.sdk.Dag;
import dev.downbeat.sdk.Task;
import dev.downbeat.sdk.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/// The penguin pipeline in Java: plain static methods, wired by typed references. javac checks every edge.
public final class Pipeline {
    private static final List<String> SPECIES = List.of("Adelie", "Chinstrap", "Gentoo");
    private static final List<String> FEATURES =
            List.of("beak_length_mm", "beak_depth_mm", "flipper_length_mm", "body_mass_g", "beak_ratio");

    record Warehouse(String file, long rows) {}

    record Model(String file, String warehouse, int rounds) {}

    record Metrics(double accuracy, int rows, Map<String, Double> recall) {}

    /// What the gate decides; a branch for each case.
    sealed interface Verdict {}

    record Promote(Model model, Metrics metrics) implements Verdict {}

    record Reject(String reason) implements Verdict {}

    static Warehouse extract(String data, String out) throws SQLException, IOException {
        Path folder = Files.createDirectories(Task.context().resolve(out));
        Path file = folder.resolve("warehouse-java-" + Task.context().run().id() + ".duckdb");
        Files.deleteIfExists(file);
        try (Connection db = open(file.toString());
                var create = db.prepareStatement(
                        "create table raw as select * from read_csv(?, header = true, all_varchar = true, delim = ',')")) {
            create.setString(1, Task.context().resolve(data).toString());
            create.execute();
            long rows = number(db, "select count(*) from raw");
            System.out.println("extracted " + rows + " rows");
            return new Warehouse(file.toString(), rows);
        }
    }

    static Warehouse validate(Warehouse warehouse) throws SQLException {
        require(warehouse.rows() > 0, "the data is empty: it has no rows");
        require(warehouse.rows() >= 100, "only " + warehouse.rows() + " rows: at least 100 are needed to train on");
        try (Connection db = open(warehouse.file())) {
            check(db, "species is null or species not in ('Adelie', 'Chinstrap', 'Gentoo')", "have no known species");
            check(db, "body_mass_g is not null and try_cast(body_mass_g as double) is null", "have a mass in letters");
            check(db, "try_cast(body_mass_g as double) not between 2000 and 7000", "have a mass outside 2000 to 7000 g");
            check(db, "try_cast(flipper_length_mm as double) not between 150 and 250", "have an odd flipper");
        }
        return warehouse;
    }

    static Warehouse features(Warehouse warehouse) throws SQLException {
        try (Connection db = open(warehouse.file());
                Statement statement = db.createStatement()) {
            statement.execute("""
                    create or replace table features as
                    with penguins as (
                      select row_number() over () as id, species, beak_length_mm::double as beak_length_mm,
                        beak_depth_mm::double as beak_depth_mm, flipper_length_mm::double as flipper_length_mm,
                        body_mass_g::double as body_mass_g
                      from raw where body_mass_g is not null)
                    select case species when 'Adelie' then 0 when 'Chinstrap' then 1 else 2 end as label,
                      beak_length_mm, beak_depth_mm, flipper_length_mm, body_mass_g,
                      beak_length_mm / beak_depth_mm as beak_ratio,
                      if(id % 5 = 0, 'test', 'train') as part
                    from penguins order by id""");
            return new Warehouse(warehouse.file(), number(db, "select count(*) from features"));
        }
    }

    static Model train(Warehouse warehouse, int rounds) throws SQLException, XGBoostError, IOException {
        DMatrix examples = read(warehouse.file(), "train");
        Map<String, Object> settings = Map.of(
                "objective", "multi:softmax", "num_class", SPECIES.size(), "max_depth", 4, "seed", 7, "nthread", 1);
        Booster booster = XGBoost.train(examples, settings, rounds, Map.of(), null, null);
        String file = warehouse.file().replace("warehouse-", "model-").replace(".duckdb", ".ubj");
        Files.write(Path.of(file), booster.toByteArray("ubj"));
        return new Model(file, warehouse.file(), rounds);
    }

    static Metrics evaluate(Model model) throws SQLException, XGBoostError, IOException {
        DMatrix examples = read(model.warehouse(), "test");
        Booster booster = XGBoost.loadModel(Files.readAllBytes(Path.of(model.file())));
        float[] labels = examples.getLabel();
        float[][] guesses = booster.predict(examples);
        var recall = new LinkedHashMap<String, Double>();
        int hits = 0;
        for (int species = 0; species < SPECIES.size(); species++) {
            int seen = 0;
            int right = 0;
            for (int i = 0; i < labels.length; i++) {
                seen += labels[i] == species ? 1 : 0;
                right += labels[i] == species && guesses[i][0] == species ? 1 : 0;
            }
            recall.put(SPECIES.get(species), rounded((double) right / seen));
            hits += right;
        }
        var metrics = new Metrics(rounded((double) hits / labels.length), labels.length, recall);
        System.out.println("on penguins it has not seen: " + metrics);
        return metrics;
    }

    static Verdict judge(Model model, Metrics metrics, double threshold) {
        return metrics.accuracy() >= threshold
                ? new Promote(model, metrics)
                : new Reject("accuracy " + metrics.accuracy() + " is below " + threshold);
    }

    static String publish(Promote promote, String out) throws IOException {
        Path folder = Task.context().resolve(out).resolve("published-java").resolve(Task.context().run().id().toString());
        Files.createDirectories(folder);
        Files.copy(
                Path.of(promote.model().file()),
                folder.resolve("model.ubj"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(folder.resolve("metrics.json"), Json.pretty(promote.metrics()) + "\n");
        Files.writeString(folder.resolve("MODEL_CARD.md"), """
                # Penguin species classifier
                **Model**: gradient-boosted trees, %d rounds, by %s.
                **Accuracy**: %s on %d penguins it has not seen. **Recall**: %s
                **Data**: Palmer penguins (CC0).
                """.formatted(
                promote.model().rounds(),
                String.join(", ", FEATURES),
                promote.metrics().accuracy(),
                promote.metrics().rows(),
                promote.metrics().recall()));
        System.out.println("published " + folder);
        return folder.toString();
    }

    static void tell(Reject reject) {
        System.out.println("The model was not published: " + reject.reason());
    }

    static void cleanUp(String out) throws IOException {
        String run = Task.context().run().id().toString();
        for (String name : List.of("warehouse-java-" + run + ".duckdb", "model-java-" + run + ".ubj")) {
            Files.deleteIfExists(Task.context().resolve(out).resolve(name));
        }
    }

    public static final Dag DAG = Dag.of("penguins_java", d -> {
        d.description("The penguin pipeline in Java").tags("example", "ml", "java");
        d.defaults(s -> s.timeout(Duration.ofMinutes(10)));
        var data = d.param("data", "data/penguins.csv");
        var out = d.param("out", "out");
        var threshold = d.param("threshold", 0.9).minimum(0).maximum(1);
        var rounds = d.param("rounds", 40).minimum(1).maximum(1000);

        var raw = d.with(data, out).call(Pipeline::extract);
        var checked = d.with(raw).call(Pipeline::validate);
        var features = d.with(checked).call(Pipeline::features);
        var model = d.with(features, rounds).call(Pipeline::train);
        var metrics = d.with(model).call(Pipeline::evaluate);
        var verdict = d.with(model, metrics, threshold).call(Pipeline::judge);
        var ways = d.with(verdict)
                .route(r -> r.on(Promote.class, promote -> d.with(promote, out).call(Pipeline::publish))
                        .on(Reject.class, reject -> d.with(reject).run(Pipeline::tell)));
        d.task("clean_up").rule(TriggerRule.ALL_DONE).after(ways).with(out).run(Pipeline::cleanUp);
    });

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static void check(Connection db, String wrong, String message) throws SQLException {
        long rows = number(db, "select count(*) from raw where " + wrong);
        require(rows == 0, rows + " rows " + message);
    }

    private static DMatrix read(String warehouse, String part) throws SQLException, XGBoostError {
        var values = new ArrayList<Float>();
        var labels = new ArrayList<Float>();
        String query = "select label, " + String.join(", ", FEATURES) + " from features where part = '" + part + "'";
        try (Connection db = open(warehouse);
                Statement statement = db.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                labels.add(rows.getFloat(1));
                for (int i = 0; i < FEATURES.size(); i++) {
                    values.add(rows.getFloat(i + 2));
                }
            }
        }
        var matrix = new DMatrix(unboxed(values), labels.size(), FEATURES.size(), Float.NaN);
        matrix.setLabel(unboxed(labels));
        return matrix;
    }

    private static float[] unboxed(List<Float> list) {
        float[] array = new float[list.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = list.get(i);
        }
        return array;
    }

    private static long number(Connection db, String query) throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }

    private static Connection open(String warehouse) throws SQLException {
        return DriverManager.getConnection("jdbc:duckdb:" + warehouse);
    }
}
