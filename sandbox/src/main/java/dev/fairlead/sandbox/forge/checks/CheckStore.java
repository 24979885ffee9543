package dev.fairlead.sandbox.forge.checks;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.sandbox.disk.WholeFile;
import dev.fairlead.sandbox.forge.pulls.RecordJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The check suites of one repository: `<id>.json` below a directory, written at every change. Safe
/// for any thread; whoever must do several things at once synchronizes on it.
public final class CheckStore {
  private static final ObjectMapper JSON = RecordJson.mapper();

  private final Path directory;
  private final TreeMap<Long, CheckSuite> byId = new TreeMap<>();

  public CheckStore(Path directory) {
    this.directory = directory;
    load();
  }

  /// Adds a suite, or puts it in the place of the one with its id.
  public synchronized void put(CheckSuite suite) {
    try {
      WholeFile.writePrivate(
          directory.resolve(suite.id() + ".json"), JSON.writeValueAsBytes(suite));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write check suite " + suite.id(), e);
    }
    byId.put(suite.id(), suite);
  }

  public synchronized Optional<CheckSuite> find(long id) {
    return Optional.ofNullable(byId.get(id));
  }

  /// The suites of a commit, the oldest first.
  public synchronized List<CheckSuite> of(String commit) {
    return byId.values().stream().filter(suite -> suite.commit().equals(commit)).toList();
  }

  /// The suite that holds a run.
  public synchronized Optional<CheckSuite> holding(long run) {
    return byId.values().stream().filter(suite -> suite.run(run).isPresent()).findFirst();
  }

  private void load() {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().matches("\\d+\\.json")) {
          CheckSuite suite = JSON.readValue(file.toFile(), CheckSuite.class);
          byId.put(suite.id(), suite);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the check suites in " + directory, e);
    }
  }
}
