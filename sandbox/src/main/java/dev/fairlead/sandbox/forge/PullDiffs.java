package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.Merges;
import dev.fairlead.sandbox.forge.pulls.Pull;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/// What a pull request changes: its head against the common ancestor with its base. Totals are
/// remembered, as every answer and event names them. Safe for any thread.
final class PullDiffs {
  /// How many totals are remembered.
  private static final int MAX_REMEMBERED = 500;

  /// @param files how many files change
  record Totals(int commits, int files, int additions, int deletions) {}

  private record Ends(long repository, String base, String head) {}

  private final Map<Ends, Totals> totals =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Ends, Totals> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /// The commit to compare with; empty for unrelated histories: everything is new.
  static Optional<RevCommit> ancestor(ForgeRepository repository, Issue issue) throws IOException {
    Pull pull = issue.asPull();
    return new Merges(repository.git())
        .mergeBase(base(repository, issue), ObjectId.fromString(pull.head()));
  }

  /// The tip of the base branch: where it is now, or where it was when the pull request ended.
  static ObjectId base(ForgeRepository repository, Issue issue) throws IOException {
    Pull pull = issue.asPull();
    var ref = issue.open() ? repository.git().exactRef("refs/heads/" + pull.baseBranch()) : null;
    ObjectId tip = ref == null ? null : ref.getObjectId();
    return tip == null ? ObjectId.fromString(pull.base()) : tip;
  }

  static List<RevCommit> commits(ForgeRepository repository, Issue issue) throws IOException {
    return new Merges(repository.git())
        .between(base(repository, issue), ObjectId.fromString(issue.asPull().head()));
  }

  static @Nullable RevTree ancestorTree(ForgeRepository repository, Issue issue)
      throws IOException {
    return ancestor(repository, issue).map(RevCommit::getTree).orElse(null);
  }

  static RevCommit head(ForgeRepository repository, Issue issue) throws IOException {
    try (var walk = new RevWalk(repository.git())) {
      return walk.parseCommit(ObjectId.fromString(issue.asPull().head()));
    }
  }

  Totals totals(ForgeRepository repository, Issue issue) throws IOException {
    var ends = new Ends(repository.id(), base(repository, issue).name(), issue.asPull().head());
    synchronized (totals) {
      Totals known = totals.get(ends);
      if (known != null) {
        return known;
      }
    }
    Totals counted = count(repository, issue);
    synchronized (totals) {
      totals.put(ends, counted);
    }
    return counted;
  }

  private static Totals count(ForgeRepository repository, Issue issue) throws IOException {
    int files = 0;
    int additions = 0;
    int deletions = 0;
    try (var formatter = formatter(repository, new ByteArrayOutputStream())) {
      for (DiffEntry entry :
          formatter.scan(ancestorTree(repository, issue), head(repository, issue).getTree())) {
        files++;
        for (Edit edit : formatter.toFileHeader(entry).toEditList()) {
          additions += edit.getLengthB();
          deletions += edit.getLengthA();
        }
      }
    }
    return new Totals(commits(repository, issue).size(), files, additions, deletions);
  }

  /// The whole change as `git diff` writes it.
  static byte[] unified(ForgeRepository repository, Issue issue) throws IOException {
    var text = new ByteArrayOutputStream();
    try (var formatter = formatter(repository, text)) {
      formatter.format(ancestorTree(repository, issue), head(repository, issue).getTree());
      formatter.flush();
    }
    return text.toByteArray();
  }

  private static DiffFormatter formatter(ForgeRepository repository, ByteArrayOutputStream text) {
    var formatter = new DiffFormatter(text);
    formatter.setRepository(repository.git());
    formatter.setDetectRenames(true);
    return formatter;
  }
}
