package dev.fairlead.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// The embedded database: one SQLite file in write-ahead mode with full synchronisation, so that
/// what was committed is there after a crash at any moment. Safe for any thread.
public final class Database {
  private static final int BUSY_TIMEOUT_MILLIS = 10_000;

  private final Jdbi jdbi;

  private Database(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /// Opens the database in a directory, making and migrating it where needed.
  ///
  /// @throws StoreException where the directory cannot be used, or holds a database of a newer
  ///   version
  public static Database open(Path directory) {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.enforceForeignKeys(true);
    // A transaction that will write takes its lock at once: a later upgrade could not be waited
    // for.
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    var source = new SQLiteDataSource(config);
    Path file = directory.resolve("fairlead.db");
    source.setUrl("jdbc:sqlite:" + file);
    try {
      Files.createDirectories(directory);
      Flyway.configure(Database.class.getClassLoader())
          .dataSource(source)
          .locations("classpath:dev/fairlead/store/migrations")
          .load()
          .migrate();
    } catch (IOException | RuntimeException e) {
      throw new StoreException("cannot open the database " + file + ": " + e.getMessage(), e);
    }
    return new Database(Jdbi.create(source));
  }

  /// For the engines, which keep tables of their own (made by the migrations here).
  public Jdbi jdbi() {
    return jdbi;
  }
}
