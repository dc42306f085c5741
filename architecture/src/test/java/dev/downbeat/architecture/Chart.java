package dev.downbeat.architecture;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.jni.NativeLibrary;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Renders the chart by Helm's own code.
///
/// @param folder for files of values
record Chart(Helm helm, Path folder) {
    private static final String VERSION = "1.32.0";

    private static final Map<String, Class<?>> KINDS = Map.of(
            "v1 ConfigMap", ConfigMap.class,
            "v1 PersistentVolumeClaim", PersistentVolumeClaim.class,
            "v1 Secret", Secret.class,
            "v1 Service", Service.class,
            "v1 ServiceAccount", ServiceAccount.class,
            "apps/v1 Deployment", Deployment.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
            "rbac.authorization.k8s.io/v1 Role", Role.class,
            "rbac.authorization.k8s.io/v1 RoleBinding", RoleBinding.class);

    /// Strict: the classes would take in whatever they do not know.
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            });

    static Chart found(Path folder) {
        assumeTrue(
                ServiceLoader.load(NativeLibrary.class).findFirst().isPresent(),
                "Helm's library is not there for this system");
        return new Chart(new Helm(Shipped.CHART), folder);
    }

    List<String> lint() {
        return helm.lint().strict().call().getMessages();
    }

    /// As a release `beat` in the namespace `data`.
    List<Map<String, Object>> render(String values) {
        try {
            Path file = Files.writeString(Files.createTempFile(folder, "values", ".yaml"), values);
            return Shipped.yaml(helm.template()
                    .withName("beat")
                    .withNamespace("data")
                    .withKubeVersion(VERSION)
                    .withValuesFile(file)
                    .call());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String templates() {
        try (Stream<Path> files = Files.list(Shipped.CHART.resolve("templates"))) {
            return files.sorted().map(Code::read).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Fails for a kind or a field that Kubernetes does not know. Of KEDA there is nothing to hold it against.
    static void checkFields(Map<String, Object> object) {
        String kind = object.get("apiVersion") + " " + object.get("kind");
        if (kind.equals("keda.sh/v1alpha1 ScaledObject")) {
            return;
        }
        Class<?> known = KINDS.get(kind);
        if (known == null) {
            throw new AssertionError("nobody checks a " + kind);
        }
        Object ignored = STRICT.convertValue(object, known);
    }
}
