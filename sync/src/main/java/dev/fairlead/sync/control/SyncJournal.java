package dev.fairlead.sync.control;

import dev.fairlead.model.CommitId;
import java.time.Instant;
import java.util.List;

/// Where every change of the cluster is written down: once before it is made and once when its
/// outcome is known. An implementation that cannot write throws, and the change is not made. Secret
/// values never come here.
public interface SyncJournal {

  /// Forgets everything.
  SyncJournal NONE = entry -> {};

  void append(Entry entry);

  /// @param application name of the Application; empty for what the bootstrap does
  /// @param operation groups the entries of one operation; empty outside of one
  /// @param cause why: `revision 1a2b3c4`, `drift`, `manual by x`, `retry 2`, `deleted` ..
  /// @param what what is done, or what was seen
  /// @param outcome what came of it; empty in the entry before
  /// @param details one line per object or field path
  record Entry(
      Instant at,
      Kind kind,
      String application,
      String operation,
      List<CommitId> revisions,
      String cause,
      String what,
      String outcome,
      List<String> details) {
    public Entry {
      revisions = List.copyOf(revisions);
      details = List.copyOf(details);
    }
  }

  enum Kind {
    /// Application objects of a repository were written to the cluster.
    BOOTSTRAP,
    /// A live object was seen to differ although the revision did not change.
    DRIFT,
    OPERATION_STARTED,
    OPERATION_FINISHED,
    /// About to change one object.
    CHANGE,
    /// What became of that change.
    CHANGED,
    /// An Application and its objects are deleted.
    DELETION
  }
}
