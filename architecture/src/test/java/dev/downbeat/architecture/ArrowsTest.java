package dev.downbeat.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import org.junit.jupiter.api.Test;

/// What may know what.
class ArrowsTest {
    private static final JavaClasses MAIN = Code.MAIN;

    @Test
    void only_the_server_knows_spring() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.downbeat.server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .because("a framework is a guest of the edge: the engine has to run, and be tested, without it")
                .check(MAIN);
    }

    @Test
    void only_the_store_the_sql_operator_and_benchmarks_speak_to_databases() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.downbeat.store..", "dev.downbeat.operators.sql..", "dev.downbeat.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..")
                .because("every write has to check the scheduler's epoch, and only the store knows how")
                .check(MAIN);
    }

    @Test
    void only_the_package_of_kubernetes_knows_its_client() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.downbeat.containers.kubernetes..", "dev.downbeat.testkit.kubernetes..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8..")
                .because("an executor asks for containers, whatever makes them")
                .check(MAIN);
    }

    @Test
    void the_model_needs_nothing_but_the_language() {
        classes()
                .that()
                .resideInAPackage("dev.downbeat.model..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.downbeat.model..",
                        "java.lang..",
                        "java.util",
                        "java.util.function",
                        "java.util.regex",
                        "java.util.stream",
                        "java.time..",
                        "java.math",
                        "org.jspecify.annotations")
                .because("everything else builds on it")
                .check(MAIN);
    }

    @Test
    void the_decider_needs_nothing_but_the_model() {
        classes()
                .that()
                .resideInAPackage("dev.downbeat.decider..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.downbeat.decider..",
                        "dev.downbeat.model",
                        "java.lang..",
                        "java.util",
                        "java.util.function",
                        "java.util.regex",
                        "java.util.stream",
                        "java.time..",
                        "java.math",
                        "org.jspecify.annotations")
                .because("it is pure: what it decides follows from its arguments alone")
                .check(MAIN);
    }

    @Test
    void the_engine_knows_no_library_but_a_logger() {
        classes()
                .that()
                .resideInAPackage("dev.downbeat.engine..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.downbeat.engine..",
                        "dev.downbeat.decider..",
                        "dev.downbeat.model",
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "org.slf4j",
                        "org.jspecify.annotations")
                .because("databases, executors and logs stand behind its ports")
                .check(MAIN);
    }

    @Test
    void packages_form_no_cycles() {
        slices().matching("dev.downbeat.(**)").should().beFreeOfCycles().check(MAIN);
    }
}
