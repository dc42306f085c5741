package dev.downbeat.testkit;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/// The seeds of a [Seeds] test, or the one that the system property asks for.
final class SeedSource implements ArgumentsProvider, AnnotationConsumer<Seeds> {
    static final String PROPERTY = "downbeat.seed";

    /// How many times as many seeds as the test says.
    private static final long TIMES = Long.getLong("downbeat.seeds.times", 1);

    /// The first of them.
    private static final long FROM = Long.getLong("downbeat.seeds.from", 1);

    private int count;

    @Override
    public void accept(Seeds seeds) {
        count = seeds.value();
    }

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        Long only = Long.getLong(PROPERTY);
        LongStream seeds = only == null ? LongStream.range(FROM, FROM + count * TIMES) : LongStream.of(only);
        return seeds.mapToObj(Arguments::of);
    }
}
