package dev.downbeat.store;

import java.util.List;

/// How a database's schema stands to this program.
///
/// @param applied the newest migration that was applied; 0 in an empty database
/// @param known   the newest migration that this program knows
/// @param pending what [Database#open] would apply, in order
/// @param newer   versions that were applied and that this program does not know
/// @param usable  whether this program may work on it: nothing is newer, or what is newer says that it may
public record SchemaReport(int applied, int known, List<Pending> pending, List<Integer> newer, boolean usable) {
    public SchemaReport {
        pending = List.copyOf(pending);
        newer = List.copyOf(newer);
    }

    /// A migration that is to come.
    ///
    /// @param name   what it is for: `assets`
    /// @param oldest the schema that a program has to know to work on it; the same as `version` when all
    ///               others have to stop before
    public record Pending(int version, String name, int oldest) {
        /// Whether programs that know `schema` go on working.
        public boolean suits(int schema) {
            return oldest <= schema;
        }
    }

    /// Whether servers that know what is applied now may go on while the rest is applied.
    public boolean rolling() {
        return pending.stream().allMatch(migration -> migration.suits(applied));
    }
}
