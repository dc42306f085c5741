package dev.downbeat.authoring.schema;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.sdk.json.Json;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Checks YAML by the schema, as an editor would.
final class Schemas {
    private static final Schema DAG = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JsonSchemas.text(Operators.installed()), InputFormat.JSON);

    private Schemas() {}

    static List<String> mistakes(String yaml) {
        var settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
        String json = Json.write(new Load(settings).loadFromString(yaml));
        return DAG.validate(json, InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }
}
