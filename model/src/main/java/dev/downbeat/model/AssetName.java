package dev.downbeat.model;

/// The name of an asset: something that tasks make and others work on, such as a table or a file. A URI will do.
public record AssetName(String value) implements Comparable<AssetName> {
    public AssetName {
        Names.check("asset", value, Names.ASSET, "letters, digits and _ . - / : @ + =, 200 at most");
    }

    @Override
    public int compareTo(AssetName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
