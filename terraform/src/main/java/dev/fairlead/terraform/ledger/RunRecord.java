package dev.fairlead.terraform.ledger;

import dev.fairlead.model.PullRequest;
import dev.fairlead.model.State;
import dev.fairlead.terraform.comment.Command;
import dev.fairlead.terraform.pull.CommitStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run as it is written down. It is written before anything is done for it, and says after a
/// restart how to go on.
///
/// @param event what caused it; the same event never causes a second run
/// @param text what was asked for, as people wrote it
/// @param pullRequest as it was when the run was created
/// @param cancelled whether somebody wants it to stop
/// @param report what is to be posted, once that is known
public record RunRecord(
    String id,
    Kind kind,
    String event,
    Command command,
    String text,
    String user,
    PullRequest pullRequest,
    Instant createdAt,
    @Nullable Instant finishedAt,
    Phase phase,
    State state,
    String summary,
    boolean cancelled,
    Report report) {

  public enum Kind {
    /// Happens by itself when there is a new head.
    AUTOPLAN,
    /// Somebody asked for it.
    COMMAND,
    /// The pull request was closed: clean up.
    CLOSE,
    /// Nothing is run; the report is all.
    REPLY
  }

  public enum Phase {
    QUEUED,
    RUNNING,
    /// All work is done and written down; the report has to be posted.
    REPORTING,
    DONE
  }

  /// @param comments parts of the comment, in order; empty: nothing is said
  public record Report(List<String> comments, List<CommitStatus> statuses) {
    public static final Report NONE = new Report(List.of(), List.of());

    public Report {
      comments = List.copyOf(comments);
      statuses = List.copyOf(statuses);
    }
  }

  public String repository() {
    return pullRequest.repository();
  }

  public int number() {
    return pullRequest.number();
  }
}
