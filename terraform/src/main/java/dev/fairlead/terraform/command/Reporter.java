package dev.fairlead.terraform.command;

import dev.fairlead.model.PullRequest;
import dev.fairlead.terraform.comment.CommandKind;
import dev.fairlead.terraform.ledger.JobRecord;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.pull.CommitStatus;
import dev.fairlead.terraform.report.CommentSplitter;
import dev.fairlead.terraform.report.StatusWriter;
import dev.fairlead.terraform.run.Abandoned;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Posts what runs have to say, each part once: a hidden marker in every comment tells after a
/// crash whether it was posted.
final class Reporter {
  private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
  private static final int MAX_PARTS = 100;

  private final Desk desk;
  private final CommentSplitter splitter = new CommentSplitter(CommentSplitter.GITHUB, MAX_PARTS);

  Reporter(Desk desk) {
    this.desk = desk;
  }

  /// A comment in parts that the forge takes, each with its marker.
  List<String> parts(String run, CommandKind kind, String comment) {
    List<String> parts = new ArrayList<>();
    for (String part : splitter.split(comment, kind.word())) {
      parts.add(part.stripTrailing() + "\n\n" + marker(run, parts.size()));
    }
    return parts;
  }

  private static String marker(String run, int part) {
    return "<!-- fairlead:run=" + run + (part == 0 ? "" : " part=" + part) + " -->";
  }

  /// @param doubtful whether a former process may have posted some of it
  void deliver(RunRecord run, boolean doubtful) {
    PullRequest pull = run.pullRequest();
    int number = 0;
    for (String comment : run.report().comments()) {
      post(pull, comment, marker(run.id(), number++), doubtful);
    }
    for (CommitStatus status : run.report().statuses()) {
      try {
        Patience.LONG.run(
            "set the status " + status.context(),
            () -> desk.pullRequests().status(pull.repository(), pull.head(), status));
      } catch (Abandoned e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.error("gave up setting the status {} of {}", status.context(), pull, e);
      }
    }
  }

  private void post(PullRequest pull, String comment, String marker, boolean doubtful) {
    boolean[] maybeThere = {doubtful};
    try {
      Patience.LONG.run(
          "comment on " + pull,
          () -> {
            boolean there = maybeThere[0] && desk.pullRequests().hasComment(pull, marker);
            maybeThere[0] = true; // An answer may get lost on its way.
            if (!there) {
              desk.pullRequests().comment(pull, comment);
            }
          });
    } catch (Abandoned e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("gave up commenting on {} of {}", pull, pull.repository(), e);
    }
  }

  /// Tells that a command is at work.
  void begun(RunRecord run) {
    CommandKind kind = run.command().kind();
    inform(
        run.pullRequest(),
        desk.statuses()
            .combined(
                kind,
                CommitStatus.State.PENDING,
                StatusWriter.inProgress(kind),
                desk.page(run, -1)));
  }

  /// Tells that a command is at work on one of its projects.
  void begun(RunRecord run, JobRecord job) {
    CommandKind kind = run.command().kind();
    inform(
        run.pullRequest(),
        desk.statuses()
            .project(
                kind,
                job.project(),
                CommitStatus.State.PENDING,
                StatusWriter.inProgress(kind),
                desk.page(run, job.position())));
  }

  /// Sets a status that only informs: what fails is told to the log.
  private void inform(PullRequest pull, CommitStatus status) {
    try {
      Patience.SHORT.run(
          "set the status " + status.context(),
          () -> desk.pullRequests().status(pull.repository(), pull.head(), status));
    } catch (Abandoned e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn("cannot set the status {} of {}: {}", status.context(), pull, e.toString());
    }
  }
}
