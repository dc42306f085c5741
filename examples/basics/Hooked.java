import dev.downbeat.sdk.Dag;
import dev.downbeat.sdk.Hook;

/** Started by a call from outside that carries a token. */
public final class Hooked {
    static void greet(String name) {
        System.out.println("hello " + name);
    }

    public static final Dag DAG = Dag.of("greet_caller", d -> {
        d.description("Started by a call from outside that carries a token");
        d.webhook(Hook.token("gitlab").header("X-Gitlab-Token").param("name", "{{ body.user_name }}"));
        var name = d.param("name", "nobody");
        d.task("greet").with(name).run(Hooked::greet);
    });
}
