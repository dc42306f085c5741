import static dev.downbeat.sdk.Operators.bash;

import dev.downbeat.model.TriggerRule;
import dev.downbeat.sdk.Dag;
import java.util.List;

/// A model for each country on a cluster that is taken down again whatever happens: setup and teardown, a mapped
/// group, a task along another one, batches, a short-circuit, a route within a group.
public final class PerCountry {
    record Country(String name, int rows) {}

    record Model(String country, int trees) {}

    sealed interface Verdict {}

    record Good(String country) implements Verdict {}

    record Poor(String country) implements Verdict {}

    static List<Country> countries() {
        return List.of(new Country("Finland", 300), new Country("Iceland", 400), new Country("Norway", 100));
    }

    static int clean(Country country) {
        return country.rows() - 50;
    }

    static Model fit(Country country, int rows) {
        return new Model(country.name(), rows / 50);
    }

    static int size(Model model) {
        System.out.println(model.country() + " has " + model.trees() + " trees");
        return model.trees();
    }

    static int mail(List<Model> models) {
        System.out.println("one mail about " + models.size() + " models");
        return models.size();
    }

    static int total(List<Integer> sizes) {
        return sizes.stream().mapToInt(Integer::intValue).sum();
    }

    static Verdict judge(int trees) {
        return trees > 10 ? new Good("all") : new Poor("all");
    }

    static void publish(Good good) {
        System.out.println("published " + good.country());
    }

    public static final Dag DAG = Dag.of("per_country", d -> {
        d.description("A model for each country, on a cluster that is taken down again whatever happens");
        var up = d.task("cluster_up").setup().use(bash("echo the cluster is up"));
        var countries = d.task("countries").after(up).call(PerCountry::countries);

        var models = d.groupEach("per_country", countries)
                .options(options -> options.withIndexName("{{ item.name }}"))
                .call((g, country) -> {
                    var rows = g.with(country).call(PerCountry::clean);
                    return g.with(country, rows).call(PerCountry::fit); // the rows of this country
                });
        var sizes = d.along(models).call(PerCountry::size); // each as soon as its model is there
        var total = d.with(sizes).call(PerCountry::total);
        d.each(models).batch(2).call(PerCountry::mail);
        d.task("cluster_down").teardown().after(up, total).use(bash("echo the cluster is down again"));

        var any = d.task("any").with(total).shortCircuit();
        var verdict = d.task("judge").after(any).with(total).call(PerCountry::judge);
        var routes = d.with(verdict).route(r -> r
                .on(Good.class, good -> d.with(good).run(PerCountry::publish))
                .on(Poor.class, poor -> d.task("complain").use(bash("echo poor {{ outputs.judge.country }}"))));
        d.task("finish").rule(TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS).after("whichever", routes).use(bash("echo finished"));
    });
}
