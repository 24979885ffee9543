package dev.fairlead.sandbox.forge.checks;

import dev.fairlead.sandbox.forge.pulls.RecordDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The check suites of one repository: `<id>.json` below a directory, written at every change. Safe
/// for any thread; whoever must do several things at once synchronizes on it.
public final class CheckStore {
  private final RecordDirectory<CheckSuite> files;
  private final TreeMap<Long, CheckSuite> byId = new TreeMap<>();

  public CheckStore(Path directory) {
    files = new RecordDirectory<>(directory, CheckSuite.class);
    files.read().forEach(suite -> byId.put(suite.id(), suite));
  }

  /// Adds a suite, or puts it in the place of the one with its id.
  public synchronized void put(CheckSuite suite) {
    files.write(suite.id(), suite);
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
}
