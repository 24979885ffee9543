package dev.fairlead.sandbox.forge.pulls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/// The issues and pull requests of one repository: `<number>.json` below a directory, written at
/// every change. Safe for any thread; whoever must do several things at once synchronizes on it.
public final class IssueStore {
  private final RecordDirectory<Issue> files;
  private final TreeMap<Integer, Issue> byNumber = new TreeMap<>();

  public IssueStore(Path directory) {
    files = new RecordDirectory<>(directory, Issue.class);
    files.read().forEach(issue -> byNumber.put(issue.number(), issue));
  }

  /// Adds one under the next number.
  public synchronized Issue add(IntFunction<Issue> make) {
    Issue issue = make.apply(byNumber.isEmpty() ? 1 : byNumber.lastKey() + 1);
    put(issue);
    return issue;
  }

  /// Changes one; what the function throws leaves it as it was.
  ///
  /// @throws IllegalArgumentException where there is none of that number
  public synchronized Issue update(int number, UnaryOperator<Issue> change) {
    Issue former =
        find(number).orElseThrow(() -> new IllegalArgumentException("there is no #" + number));
    Issue changed = change.apply(former);
    if (!changed.equals(former)) {
      put(changed);
    }
    return changed;
  }

  public synchronized Optional<Issue> find(int number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  /// All of them, by number.
  public synchronized List<Issue> all() {
    return List.copyOf(byNumber.values());
  }

  /// Every open pull request, by number.
  public List<Issue> openPulls() {
    return all().stream().filter(issue -> issue.isPull() && issue.open()).toList();
  }

  /// The issue that a comment belongs to.
  public Optional<Issue> holding(long comment) {
    return all().stream()
        .filter(issue -> issue.comments().stream().anyMatch(each -> each.id() == comment))
        .findFirst();
  }

  private void put(Issue issue) {
    files.write(issue.number(), issue);
    byNumber.put(issue.number(), issue);
  }
}
