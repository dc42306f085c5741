/// SQL against any database with a JDBC driver; DuckDB's and PostgreSQL's are shipped.
///
/// A task has a connection and a transaction to itself. The work is done on a platform thread ([Session]):
/// DuckDB computes inside a native call, which would hold a virtual thread's carrier, and two long queries
/// all
/// carriers of a small machine. Values are bound and never pasted into the text ([Params]); results leave as
/// JSON values ([SqlValues]) or, when they are many, as a file that DuckDB writes ([FileExport]), whatever
/// database they come from ([Stage]).
@NullMarked
package dev.downbeat.operators.sql;

import org.jspecify.annotations.NullMarked;
