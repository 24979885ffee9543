package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.forge.diff.FileDiff;
import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.LineComment;
import dev.fairlead.sandbox.forge.pulls.LineComment.Place;
import dev.fairlead.sandbox.forge.pulls.Merges;
import dev.fairlead.sandbox.forge.pulls.Pull;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/// Comments on the lines of pull requests: where one may stand, and where it stands after further
/// pushes. Safe for any thread.
final class LineComments {
  private final CommitJson commits;

  LineComments(CommitJson commits) {
    this.commits = commits;
  }

  /// A comment as it is asked for.
  ///
  /// @param position GitHub's older way to name a line; used where `line` is null
  record Draft(
      String path,
      String body,
      @Nullable Integer line,
      @Nullable String side,
      @Nullable Integer startLine,
      @Nullable String startSide,
      @Nullable Integer position,
      boolean wholeFile) {}

  /// Where a comment stands in the change as it is now.
  ///
  /// @param line null where the line is not there any more
  record Current(
      String commit,
      @Nullable Integer line,
      @Nullable Integer startLine,
      @Nullable Integer position) {}

  /// Why a place cannot be commented on.
  enum Unresolved {
    PATH,
    LINE
  }

  sealed interface Resolved {
    record At(Place place) implements Resolved {}

    record Not(Unresolved why) implements Resolved {}
  }

  /// Finds the lines that a draft names in the change up to a commit.
  Resolved resolve(ForgeRepository repository, Issue issue, String commit, Draft draft)
      throws IOException {
    Optional<FileDiff> diff = diff(repository, issue, commit, draft.path());
    if (diff.isEmpty()) {
      return new Resolved.Not(Unresolved.PATH);
    }
    String side = draft.side() == null ? "RIGHT" : draft.side();
    if (draft.wholeFile()) {
      return new Resolved.At(new Place(draft.path(), commit, side, null, null, null, null, ""));
    }
    Optional<FileDiff.Place> found =
        draft.line() != null
            ? diff.get().find(side, draft.line())
            : draft.position() != null ? diff.get().at(draft.position()) : Optional.empty();
    if (found.isEmpty()) {
      return new Resolved.Not(Unresolved.LINE);
    }
    var line = found.get().line();
    if (draft.line() == null) {
      side = line.after() > 0 ? "RIGHT" : "LEFT";
    }
    String startSide = draft.startSide() == null ? side : draft.startSide();
    if (draft.startLine() != null && diff.get().find(startSide, draft.startLine()).isEmpty()) {
      return new Resolved.Not(Unresolved.LINE);
    }
    return new Resolved.At(
        new Place(
            draft.path(),
            commit,
            side,
            side.equals("LEFT") ? line.before() : line.after(),
            draft.startLine(),
            draft.startLine() == null ? null : startSide,
            line.position(),
            found.get().hunk().until(line)));
  }

  /// How a file changes up to a commit of the pull request; empty where it does not.
  private Optional<FileDiff> diff(
      ForgeRepository repository, Issue issue, String commit, String path) throws IOException {
    if (!ObjectId.isId(commit)) {
      return Optional.empty();
    }
    try (var walk = new RevWalk(repository.git())) {
      RevCommit head = walk.parseCommit(ObjectId.fromString(commit));
      var base = new Merges(repository.git()).mergeBase(PullDiffs.base(repository, issue), head);
      for (DiffEntry entry :
          commits.changes(repository, base.map(RevCommit::getTree).orElse(null), head.getTree())) {
        boolean removed = entry.getChangeType() == DiffEntry.ChangeType.DELETE;
        if ((removed ? entry.getOldPath() : entry.getNewPath()).equals(path)) {
          return Optional.of(
              FileDiff.of(commits.file(repository, entry, head).path("patch").asText("")));
        }
      }
    } catch (org.eclipse.jgit.errors.MissingObjectException
        | org.eclipse.jgit.errors.IncorrectObjectTypeException _) {
      // no commit of this repository: nothing changes up to it
    }
    return Optional.empty();
  }

  /// Finds out where comments of one pull request stand now. Not for longer than an answer: it
  /// remembers the diffs that it looked at.
  final class Locator {
    private final ForgeRepository repository;
    private final Issue issue;
    private final Map<String, Optional<FileDiff>> diffs = new HashMap<>();

    Locator(ForgeRepository repository, Issue issue) {
      this.repository = repository;
      this.issue = issue;
    }

    Current locate(LineComment comment) throws IOException {
      Place place = comment.place();
      Pull pull = issue.asPull();
      if (place.commit().equals(pull.head()) || place.line() == null) {
        return new Current(place.commit(), place.line(), place.startLine(), place.position());
      }
      Integer line = moved(place.side(), place, place.line());
      Optional<FileDiff> diff = diffs.get(place.path());
      if (diff == null) {
        diff = diff(repository, issue, pull.head(), place.path());
        diffs.put(place.path(), diff);
      }
      Optional<FileDiff.Place> now =
          line == null ? Optional.empty() : diff.flatMap(found -> found.find(place.side(), line));
      if (now.isEmpty()) {
        return new Current(place.commit(), null, null, null);
      }
      String startSide = place.startSide() == null ? place.side() : place.startSide();
      return new Current(
          pull.head(),
          line,
          place.startLine() == null ? null : moved(startSide, place, place.startLine()),
          now.get().line().position());
    }

    /// The number that a line of the commented version has at the head; null where it was changed.
    private @Nullable Integer moved(String side, Place place, int line) throws IOException {
      if (side.equals("LEFT")) {
        return line; // the old file is the same as long as the base is
      }
      int index = line - 1;
      int shift = 0;
      for (Edit edit : edits(place)) {
        if (edit.getEndA() <= index) {
          shift += edit.getLengthB() - edit.getLengthA();
        } else if (edit.getBeginA() <= index) {
          return null;
        }
      }
      return line + shift;
    }

    private EditList edits(Place place) throws IOException {
      RawText old = text(place.commit(), place.path());
      RawText now = text(issue.asPull().head(), place.path());
      return DiffAlgorithm.getAlgorithm(DiffAlgorithm.SupportedAlgorithm.HISTOGRAM)
          .diff(RawTextComparator.DEFAULT, old, now);
    }

    private RawText text(String commit, String path) throws IOException {
      try (var walk = new RevWalk(repository.git());
          TreeWalk found =
              TreeWalk.forPath(
                  repository.git(),
                  path,
                  walk.parseCommit(ObjectId.fromString(commit)).getTree())) {
        return found == null || found.isSubtree()
            ? RawText.EMPTY_TEXT
            : new RawText(repository.git().open(found.getObjectId(0)).getBytes());
      }
    }
  }

  Locator locator(ForgeRepository repository, Issue issue) {
    return new Locator(repository, issue);
  }

  /// Adds comments to a pull request.
  static Pull add(Pull pull, List<LineComment> added) {
    return pull.withLineComments(
        Stream.concat(pull.lineComments().stream(), added.stream()).toList());
  }

  /// Puts a comment in the place of the one with its id.
  static Pull replace(Pull pull, LineComment changed) {
    return pull.withLineComments(
        pull.lineComments().stream()
            .map(each -> each.id() == changed.id() ? changed : each)
            .toList());
  }
}
