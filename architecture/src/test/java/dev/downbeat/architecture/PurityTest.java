package dev.downbeat.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/// Time, chance and threads come in as data or by a port, so that a simulation can replay them.
class PurityTest {
    private static final JavaClasses MAIN = Code.MAIN;
    private static final String[] PURE = {"dev.downbeat.model..", "dev.downbeat.decider..", "dev.downbeat.engine.."};

    private static final Set<String> WITHOUT_A_ZONE_OR_CLOCK = Set.of("now", "systemDefault", "systemUTC", "system");
    private static final Set<String> THREAD_STARTERS = Set.of("ofVirtual", "ofPlatform", "startVirtualThread", "start");

    @Test
    void the_model_decider_and_engine_read_no_clock() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callCodeUnitWhere(target("ask the machine for the time", PurityTest::readsTheClock))
                .check(MAIN);
    }

    @Test
    void the_model_decider_and_engine_throw_no_dice() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callCodeUnitWhere(target("ask for chance", PurityTest::throwsDice))
                .check(MAIN);
    }

    @Test
    void few_classes_of_the_engine_start_threads() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .and()
                .haveNameNotMatching(
                        "dev\\.downbeat\\.engine\\.(Scheduler|ShardKeeper|PoolKeeper|ScheduleTicker|Dispatcher|BatchWriter)")
                .should()
                .callCodeUnitWhere(target("start threads", PurityTest::startsThreads))
                .check(MAIN);
    }

    @Test
    void a_run_is_owned_by_one_thread_so_nothing_is_synchronized() {
        com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(PURE)
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED)
                .check(MAIN);
        Assertions.assertThat(Code.places(
                        Code.sources(".java").stream()
                                .filter(file -> Code.ROOT
                                        .relativize(file)
                                        .toString()
                                        .matches("(model|decider|engine)/src/main/.*"))
                                .toList(),
                        Pattern.compile("synchronized \\(")))
                .isEmpty();
    }

    @Test
    void nobody_sleeps() {
        List<String> sleeping =
                Code.places(Code.sources(".java"), Pattern.compile("\\b(Thread|TimeUnit\\.[A-Z]+)\\s*\\.\\s*sleep\\("));
        Assertions.assertThat(sleeping).as("wait for a condition instead").isEmpty();
    }

    private static DescribedPredicate<JavaCall<?>> target(
            String description, java.util.function.BiPredicate<String, CodeUnitCallTarget> forbidden) {
        return DescribedPredicate.describe(
                description, call -> forbidden.test(call.getTargetOwner().getName(), call.getTarget()));
    }

    private static boolean readsTheClock(String owner, CodeUnitCallTarget target) {
        String name = target.getName();
        if (owner.startsWith("java.time.")) {
            boolean byArgument = target.getRawParameterTypes().stream()
                    .anyMatch(type -> type.getName().equals("java.time.Clock"));
            return WITHOUT_A_ZONE_OR_CLOCK.contains(name) && !byArgument;
        }
        return owner.equals("java.lang.System") && (name.equals("currentTimeMillis") || name.equals("nanoTime"));
    }

    private static boolean throwsDice(String owner, CodeUnitCallTarget target) {
        return owner.startsWith("java.util.random.")
                || owner.matches("java\\.util\\.(Random|SplittableRandom)|java\\.security\\.SecureRandom")
                || owner.equals("java.util.concurrent.ThreadLocalRandom")
                || (owner.equals("java.util.UUID") && target.getName().equals("randomUUID"))
                || (owner.equals("java.lang.Math") && target.getName().equals("random"));
    }

    private static boolean startsThreads(String owner, CodeUnitCallTarget target) {
        return (owner.equals("java.lang.Thread")
                        && (THREAD_STARTERS.contains(target.getName())
                                || target.getName().equals("<init>")))
                || owner.equals("java.util.concurrent.Executors");
    }
}
