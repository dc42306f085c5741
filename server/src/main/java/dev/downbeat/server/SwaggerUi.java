package dev.downbeat.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Where the web jar of Swagger UI keeps its files.
final class SwaggerUi {
    private static final String POM = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

    private SwaggerUi() {}

    static String location() {
        var properties = new Properties();
        try (var pom = SwaggerUi.class.getResourceAsStream(POM)) {
            properties.load(pom);
        } catch (IOException e) {
            throw new UncheckedIOException("the class path is broken", e);
        }
        return "classpath:/META-INF/resources/webjars/swagger-ui/" + properties.getProperty("version") + "/";
    }
}
