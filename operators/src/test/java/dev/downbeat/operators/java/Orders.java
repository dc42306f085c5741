package dev.downbeat.operators.java;

import dev.downbeat.sdk.Dag;
import dev.downbeat.sdk.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/// A DAG in Java; its id is that of the run of the fake context.
public final class Orders {
    record Order(String id, double amount) {}

    sealed interface Verdict {}

    record Good(double total) implements Verdict {}

    record Bad(String reason) implements Verdict {}

    static List<Order> load(LocalDate day, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Order(day + "-" + i, i))
                .toList();
    }

    static double total(List<Order> orders) {
        return orders.stream().mapToDouble(Order::amount).sum();
    }

    static Verdict judge(double total) {
        return total > 0 ? new Good(total) : new Bad("nothing sold");
    }

    static Path publish(Good good) {
        Task.context().log().info("total " + good.total());
        return Path.of("out", "total.json");
    }

    static void complain(Bad bad) throws IOException {
        if (!bad.reason().isEmpty()) {
            throw new IOException(bad.reason());
        }
    }

    static void hang() throws InterruptedException {
        Thread.currentThread().interrupt();
        new CountDownLatch(1).await();
    }

    public static final Dag DAG = Dag.of("etl", d -> {
        var orders = d.with(d.day(), d.param("count", 3)).call(Orders::load);
        var verdict = d.with(d.with(orders).call(Orders::total)).call(Orders::judge);
        d.with(verdict)
                .route(r -> r.on(Good.class, good -> d.with(good).call(Orders::publish))
                        .on(Bad.class, bad -> d.with(bad).run(Orders::complain)));
        d.run(Orders::hang);
    });

    private Orders() {}
}
