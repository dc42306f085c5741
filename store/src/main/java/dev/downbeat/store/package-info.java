/// PostgreSQL: one entry, [Database], whether the database is our own or a server. Flyway keeps the schema;
/// SQL is written as SQL. `journal` implements the engine's ports, `dags` and `runs` hold what else writes,
/// `query` what reads, and `embedded` a PostgreSQL in the home folder.
@NullMarked
package dev.downbeat.store;

import org.jspecify.annotations.NullMarked;
