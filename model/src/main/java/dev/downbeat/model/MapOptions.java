package dev.downbeat.model;

import org.jspecify.annotations.Nullable;

/// How a mapping goes over its items.
///
/// @param maxLength how many instances there may be; 0 for the installation's limit
/// @param tolerance failed instances that the mapping bears
/// @param batch     so many items together make one instance, whose `item` is their list; 0 for one each
/// @param fill      what stands for the missing items of the shorter lists of [Mapping.Kind#ZIP_LONGEST]
/// @param indexName a template that names an instance for people; empty for none
public record MapOptions(
        int maxLength,
        Tolerance tolerance,
        int batch,
        @Nullable Object fill,
        String indexName) {
    public static final MapOptions DEFAULT = new MapOptions(0, Tolerance.NONE, 0, null, "");

    // Written out: javac drops type annotations from the parameters of a compact constructor.
    public MapOptions(int maxLength, Tolerance tolerance, int batch, @Nullable Object fill, String indexName) {
        if (maxLength < 0 || batch < 0) {
            throw new IllegalArgumentException("max_map_length and batch must be 1 or more");
        }
        this.maxLength = maxLength;
        this.tolerance = tolerance;
        this.batch = batch;
        this.fill = Values.freeze(fill);
        this.indexName = indexName;
    }

    public MapOptions withMaxLength(int maxLength) {
        return new MapOptions(maxLength, tolerance, batch, fill, indexName);
    }

    public MapOptions withTolerance(Tolerance tolerance) {
        return new MapOptions(maxLength, tolerance, batch, fill, indexName);
    }

    public MapOptions withBatch(int batch) {
        return new MapOptions(maxLength, tolerance, batch, fill, indexName);
    }

    public MapOptions withFill(@Nullable Object fill) {
        return new MapOptions(maxLength, tolerance, batch, fill, indexName);
    }

    public MapOptions withIndexName(String template) {
        return new MapOptions(maxLength, tolerance, batch, fill, template);
    }

    /// Failed instances up to so many count as if they had never been there.
    ///
    /// @param count   how many
    /// @param percent of all instances, rounded down; the larger of the two counts
    public record Tolerance(int count, double percent) {
        public static final Tolerance NONE = new Tolerance(0, 0);

        public Tolerance {
            if (count < 0 || !(percent >= 0 && percent <= 100)) {
                throw new IllegalArgumentException("tolerate takes a number such as 5, or a share from 0% to 100%");
            }
        }

        public int allowed(int instances) {
            return Math.max(count, (int) Math.floor(instances * percent / 100));
        }
    }
}
