package dev.fairlead.check;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.sync.application.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// One revision under check: its files, and what was remarked so far. Confined to one check.
final class Revision {
  private static final CommitId UNKNOWN = new CommitId("0".repeat(40));

  private final CheckRequest request;
  private final Files files;
  private final CommitId commit;
  private final List<Remark> remarks = new ArrayList<>();
  private final TreeSet<String> unchecked = new TreeSet<>();

  Revision(RevisionTree tree, CheckRequest request) {
    this.request = request;
    this.files = new Files(tree);
    this.commit = isCommit(tree) ? new CommitId(tree.id()) : UNKNOWN;
  }

  /// Whether a tree's id names its content for all times.
  static boolean isCommit(RevisionTree tree) {
    return tree.id().matches("[0-9a-f]{40}");
  }

  CheckRequest request() {
    return request;
  }

  Files files() {
    return files;
  }

  RevisionTree tree() {
    return files.tree();
  }

  /// All zeros where the tree is no commit.
  CommitId commit() {
    return commit;
  }

  void add(Remark remark) {
    remarks.add(remark);
  }

  void unchecked(String line) {
    unchecked.add(line);
  }

  List<Remark> remarks() {
    return remarks;
  }

  List<String> unchecked() {
    return List.copyOf(unchecked);
  }

  boolean isOurs(String repositoryUrl) {
    return request.sameRepository().test(repositoryUrl, request.repositoryUrl());
  }

  /// Whether a source means the files of this revision: it is of this repository and follows the
  /// branch that the change is for.
  boolean isHere(Source source) {
    return source.chart().isEmpty() && isOurs(source.repoUrl()) && isHere(source.revision());
  }

  boolean isHere(String revision) {
    String branch =
        revision.startsWith("refs/heads/") ? revision.substring("refs/heads/".length()) : revision;
    return branch.equals(request.branch())
        || (branch.equals("HEAD") && request.branch().equals(request.defaultBranch()));
  }
}
