package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Objects in an SQLite file: a row for each, and the revision of the last deletion. Each write is
/// a transaction in the write-ahead log, which the operating system has when the call returns: a
/// killed process loses nothing, a machine without power perhaps its last moments.
final class ObjectTable implements Backing {
  private final Path file;
  private final Connection connection;
  private final PreparedStatement put;
  private final PreparedStatement remove;
  private final PreparedStatement count;

  private ObjectTable(Path file, Connection connection) throws SQLException {
    this.file = file;
    this.connection = connection;
    try (Statement statement = connection.createStatement()) {
      // one process has the file to itself, and needs no memory shared with others for that
      statement.execute("PRAGMA locking_mode = EXCLUSIVE");
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = NORMAL");
      statement.execute(
          """
          CREATE TABLE IF NOT EXISTS object (
            resource TEXT NOT NULL,
            key TEXT NOT NULL,
            revision INTEGER NOT NULL,
            json BLOB NOT NULL,
            PRIMARY KEY (resource, key)) WITHOUT ROWID
          """);
      statement.execute("CREATE TABLE IF NOT EXISTS deletion (revision INTEGER NOT NULL)");
      statement.execute("INSERT INTO deletion SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM deletion)");
    }
    put =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO object (resource, key, revision, json) VALUES (?, ?, ?, ?)");
    remove = connection.prepareStatement("DELETE FROM object WHERE resource = ? AND key = ?");
    count = connection.prepareStatement("UPDATE deletion SET revision = ?");
  }

  /// Opens the file, or makes it.
  ///
  /// @throws IOException where it cannot be read, or another process has it open
  static ObjectTable open(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try {
        return new ObjectTable(file, connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IOException(
          "cannot open the cluster's objects in %s: %s; where the file is damaged, move it away to begin with an empty cluster"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  @Override
  public Contents contents() {
    List<Kept> objects = new ArrayList<>();
    long last = 0;
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery("SELECT resource, key, revision, json FROM object")) {
        while (row.next()) {
          long revision = row.getLong(3);
          last = Math.max(last, revision);
          JsonNode object = Json.MAPPER.readTree(row.getBytes(4));
          objects.add(
              new Kept(
                  GroupResource.of(row.getString(1)),
                  new Store.Stored(row.getString(2), (ObjectNode) object, revision)));
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT max(revision) FROM deletion")) {
        return new Contents(List.copyOf(objects), Math.max(last, row.getLong(1)));
      }
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(
          "cannot read the cluster's objects in " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void put(GroupResource resource, Store.Stored object) {
    try {
      put.setString(1, resource.toString());
      put.setString(2, object.key());
      put.setLong(3, object.revision());
      put.setBytes(4, Json.bytes(object.object()));
      put.executeUpdate();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  @Override
  public void remove(GroupResource resource, String key, long revision) {
    try {
      connection.setAutoCommit(false);
      try {
        remove.setString(1, resource.toString());
        remove.setString(2, key);
        remove.executeUpdate();
        count.setLong(1, revision);
        count.executeUpdate();
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private IllegalStateException failure(SQLException e) {
    return new IllegalStateException(
        "cannot write to %s: %s; nothing has changed".formatted(file, e.getMessage()), e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(e);
    }
  }
}
