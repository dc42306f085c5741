package dev.downbeat.store.care;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What a backup holds: the last entry of its archive, `manifest.json`.
///
/// @param format    of the archive: 1
/// @param sequences the last value of each sequence that was used
/// @param files     of the home folder; empty unless they were asked for
public record Manifest(int format, Origin origin, List<Table> tables, Map<String, Long> sequences, List<Item> files) {
    public static final int FORMAT = 1;

    public Manifest {
        tables = List.copyOf(tables);
        sequences = Map.copyOf(sequences);
        files = List.copyOf(files);
    }

    /// Where it comes from.
    ///
    /// @param program    the version of Downbeat
    /// @param schema     the version of the schema
    /// @param postgresql the version of the server
    /// @param takenAt    by this machine's clock
    public record Origin(String program, int schema, String postgresql, Instant takenAt) {}

    /// A table, as PostgreSQL's COPY writes it in text form, in the entry `tables/<name>.copy`.
    ///
    /// @param sha256 of what COPY wrote
    public record Table(String name, List<String> columns, long rows, String sha256) {
        public Table {
            columns = List.copyOf(columns);
        }

        String entry() {
            return "tables/" + name + ".copy";
        }
    }

    /// A file, in the entry `files/<path>`.
    ///
    /// @param path below the home folder, with `/`
    public record Item(String path, long size, String sha256) {
        String entry() {
            return "files/" + path;
        }
    }

    public long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
    }
}
