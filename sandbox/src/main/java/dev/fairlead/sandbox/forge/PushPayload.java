package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/// Composes the payload of GitHub's `push`, `create` and `delete` events.
final class PushPayload {
  /// GitHub's limit on the commits of one payload.
  private static final int MAX_COMMITS = 2048;

  private final GitHubJson json;
  private final ForgeRepository repository;
  private final Repository git;

  PushPayload(GitHubJson json, ForgeRepository repository) {
    this.json = json;
    this.repository = repository;
    this.git = repository.git();
  }

  /// @param together every ref change of the same push: what they held before tells which commits
  ///   are new
  ObjectNode of(RefChange change, List<RefChange> together, Account pusher) throws IOException {
    ObjectNode payload = json.object();
    payload.put("ref", change.ref());
    payload.put("before", change.before().name());
    payload.put("after", change.after().name());
    payload.set("repository", json.pushedRepository(repository));
    payload.putObject("pusher").put("name", pusher.login()).put("email", pusher.email());
    payload.set("sender", json.user(pusher));
    payload.put("created", change.isCreated());
    payload.put("deleted", change.isDeleted());
    boolean forced = false;
    String baseRef = null;
    ArrayNode commits = json.array();
    ObjectNode head = null;
    try (var walk = new RevWalk(git)) {
      RevObject before = change.isCreated() ? null : walk.parseAny(change.before());
      RevObject after = change.isDeleted() ? null : walk.peel(walk.parseAny(change.after()));
      if (after instanceof RevCommit tip) {
        boolean branch = change.ref().startsWith(Constants.R_HEADS);
        forced =
            before != null
                && walk.peel(before) instanceof RevCommit old
                && !walk.isMergedInto(old, tip);
        Set<ObjectId> known = known(together);
        head = commit(tip, !known.contains(tip.getId()));
        if (change.isCreated()) {
          baseRef = baseRef(change, tip);
        }
        if (branch) {
          for (RevCommit commit : range(change, known)) {
            commits.add(commit(commit, isNew(commit, known)));
          }
        }
      }
    }
    payload.put("forced", forced);
    payload.put("base_ref", baseRef);
    payload.put("compare", compare(change));
    payload.set("commits", commits);
    payload.set("head_commit", head);
    return payload;
  }

  /// The payload of `create` and `delete`.
  ObjectNode refEvent(RefChange change, Account sender) {
    boolean tag = change.ref().startsWith(Constants.R_TAGS);
    ObjectNode payload = json.object();
    payload.put("ref", Repository.shortenRefName(change.ref()));
    payload.put("ref_type", tag ? "tag" : "branch");
    if (change.isCreated()) {
      payload.put("master_branch", repository.defaultBranch());
      payload.putNull("description");
    }
    payload.put("pusher_type", "user");
    payload.set("repository", json.repository(repository));
    payload.set("sender", json.user(sender));
    return payload;
  }

  /// What the other refs hold, and what the changed ones held: a commit reachable from there is not
  /// new to the repository.
  private Set<ObjectId> known(List<RefChange> together) throws IOException {
    var known = new HashSet<ObjectId>();
    var changed = new HashSet<String>();
    for (RefChange change : together) {
      changed.add(change.ref());
      if (!change.isCreated()) {
        known.add(change.before());
      }
    }
    for (Ref ref : git.getRefDatabase().getRefs()) {
      if (ref.getName().startsWith("refs/pull/")) {
        continue; // the forge's own: a branch that comes back is new all the same
      }
      if (!ref.isSymbolic() && !changed.contains(ref.getName()) && ref.getObjectId() != null) {
        known.add(ref.getObjectId());
      }
    }
    return known;
  }

  /// The commits that a branch gained, the oldest first: since its former tip, or, for a new
  /// branch, those that no other ref had.
  private List<RevCommit> range(RefChange change, Set<ObjectId> known) throws IOException {
    try (var walk = new RevWalk(git)) {
      walk.sort(RevSort.TOPO);
      walk.sort(RevSort.COMMIT_TIME_DESC, true);
      walk.markStart(walk.parseCommit(change.after()));
      if (change.isCreated()) {
        for (ObjectId id : known) {
          markUninteresting(walk, id);
        }
      } else {
        markUninteresting(walk, change.before());
      }
      var newest = new ArrayList<RevCommit>();
      for (RevCommit commit : walk) {
        if (newest.size() == MAX_COMMITS) {
          break;
        }
        newest.add(commit);
      }
      return newest.reversed();
    }
  }

  private boolean isNew(RevCommit commit, Set<ObjectId> known) throws IOException {
    try (var walk = new RevWalk(git)) {
      walk.markStart(walk.parseCommit(commit));
      for (ObjectId id : known) {
        markUninteresting(walk, id);
      }
      return walk.next() != null;
    }
  }

  private static void markUninteresting(RevWalk walk, AnyObjectId id) throws IOException {
    if (walk.peel(walk.parseAny(id)) instanceof RevCommit commit) {
      walk.markUninteresting(commit);
    }
  }

  /// The branch that a new ref was made from without a commit of its own; null where there is none.
  private @org.jspecify.annotations.Nullable String baseRef(RefChange change, RevCommit tip)
      throws IOException {
    for (Ref ref : git.getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
      if (!ref.getName().equals(change.ref()) && tip.getId().equals(ref.getObjectId())) {
        return ref.getName();
      }
    }
    return null;
  }

  private String compare(RefChange change) {
    String base = json.html(repository) + "/compare/";
    String name = Repository.shortenRefName(change.ref());
    if (change.isCreated()) {
      return base + name;
    }
    return base
        + change.before().abbreviate(12).name()
        + "..."
        + change.after().abbreviate(12).name();
  }

  private ObjectNode commit(RevCommit given, boolean distinct) throws IOException {
    ObjectNode node = json.object();
    try (var walk = new RevWalk(git)) {
      RevCommit commit = walk.parseCommit(given);
      node.put("id", commit.name());
      node.put("tree_id", commit.getTree().name());
      node.put("distinct", distinct);
      node.put("message", commit.getFullMessage().stripTrailing());
      node.put("timestamp", json.localTime(commit.getCommitterIdent()));
      node.put("url", json.html(repository) + "/commit/" + commit.name());
      node.set("author", json.person(commit.getAuthorIdent()));
      node.set("committer", json.person(commit.getCommitterIdent()));
      ArrayNode added = node.putArray("added");
      ArrayNode removed = node.putArray("removed");
      ArrayNode modified = node.putArray("modified");
      try (var files = new TreeWalk(git)) {
        files.setRecursive(true);
        files.setFilter(TreeFilter.ANY_DIFF);
        if (commit.getParentCount() == 0) {
          files.addTree(new EmptyTreeIterator());
        } else {
          files.addTree(walk.parseCommit(commit.getParent(0)).getTree());
        }
        files.addTree(commit.getTree());
        while (files.next()) {
          if (files.getRawMode(0) == 0) {
            added.add(files.getPathString());
          } else if (files.getRawMode(1) == 0) {
            removed.add(files.getPathString());
          } else {
            modified.add(files.getPathString());
          }
        }
      }
    }
    return node;
  }
}
