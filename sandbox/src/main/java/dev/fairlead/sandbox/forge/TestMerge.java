package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.Merges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/// The merge that a forge makes to find out whether a pull request conflicts, at
/// `refs/pull/<number>/merge`: workflows check it out. As on GitHub the ref stays at the last merge
/// that succeeded.
final class TestMerge {
  private TestMerge() {}

  static String ref(Issue issue) {
    return "refs/pull/" + issue.number() + "/merge";
  }

  /// Whether head and base merge, after the merge was made anew where one of them has moved.
  static boolean succeeds(ForgeRepository repository, Issue issue, ObjectId base, ObjectId head)
      throws IOException {
    Optional<RevCommit> former = read(repository, issue);
    if (former.isPresent()
        && former.get().getParentCount() == 2
        && former.get().getParent(0).equals(base)
        && former.get().getParent(1).equals(head)) {
      return true;
    }
    var merges = new Merges(repository.git());
    Optional<ObjectId> tree = merges.tree(base, head);
    if (tree.isEmpty()) {
      return false;
    }
    // Made of the same commits it is the same commit: its time is that of the pull request.
    var forge = person("GitHub", "noreply@github.com", issue.updated());
    ObjectId commit =
        merges.commit(
            tree.get(),
            List.of(base, head),
            forge,
            forge,
            "Merge " + head.name() + " into " + base.name());
    RefUpdate update = repository.git().updateRef(ref(issue));
    update.setNewObjectId(commit);
    update.setForceUpdate(true);
    update.update(); // a lost race leaves another merge there, which the next look replaces
    return true;
  }

  static Optional<String> commit(ForgeRepository repository, Issue issue) {
    try {
      return read(repository, issue).map(RevCommit::name);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + ref(issue) + " of " + repository, e);
    }
  }

  private static Optional<RevCommit> read(ForgeRepository repository, Issue issue)
      throws IOException {
    Ref ref = repository.git().exactRef(ref(issue));
    if (ref == null || ref.getObjectId() == null) {
      return Optional.empty();
    }
    try (var walk = new RevWalk(repository.git())) {
      return Optional.of(walk.parseCommit(ref.getObjectId()));
    }
  }

  static PersonIdent person(String name, String email, Instant at) {
    return new PersonIdent(name, email, at, ZoneOffset.UTC);
  }
}
