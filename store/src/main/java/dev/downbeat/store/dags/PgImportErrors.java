package dev.downbeat.store.dags;

import dev.downbeat.model.Problem;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.StoredText;
import java.util.Collection;
import java.util.List;

/// The files that do not load, with what is wrong in them.
public final class PgImportErrors {
    /// The time stays while the problems are the same: a file is read again and again.
    private static final String PUT = """
            insert into import_error as e (file, problems)
            values (?, ?::json)
            on conflict (file) do update
               set problems = excluded.problems,
                   seen_at = case when e.problems::text = excluded.problems::text then e.seen_at
                                  else clock_timestamp() end
            """;
    private static final String DELETE = "delete from import_error where file = any (?)";
    private static final String LIST = """
            select e.file, e.problems, e.seen_at
              from import_error as e
             order by e.file
            """;

    private final Database database;

    public PgImportErrors(Database database) {
        this.database = database;
    }

    /// The file's problems from now on, in place of those before.
    public void put(String file, List<Problem> problems) {
        Sql.with(
                database,
                "cannot store an import error",
                connection ->
                        Sql.update(connection, PUT, StoredText.of(file), StoredText.ofJson(Json.write(problems))));
    }

    /// These files load well, or are gone.
    public void delete(Collection<String> files) {
        Sql.with(
                database,
                "cannot delete import errors",
                connection -> Sql.update(connection, DELETE, Sql.texts(connection, files)));
    }

    /// All, by file.
    public List<ImportError> list() {
        return Sql.with(
                database,
                "cannot read the import errors",
                connection -> Sql.list(
                        connection,
                        row -> new ImportError(
                                row.getString("file"),
                                List.of(Json.read(row.getString("problems"), Problem[].class)),
                                Sql.moment(row, "seen_at")),
                        LIST));
    }
}
