package dev.fairlead.actions.runner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.git.Trailer;
import dev.fairlead.model.CommitId;
import java.nio.file.Path;
import java.util.List;

/// One run of one workflow. It is written into the run directory, so it must hold no secrets.
///
/// @param runDirectory the run's own directory, kept until nobody wants its logs any more
/// @param repository `owner/name`
/// @param workflowFile path of the workflow in the commit
/// @param commit what runs: the workflow comes from it, `github.sha` names it
/// @param ref full name of the branch or tag
/// @param eventName such as `push`
/// @param event the payload in the webhook's shape
/// @param actor who caused the event
/// @param runId constant over re-runs
/// @param runNumber counts per workflow from 1
/// @param runAttempt counts per run from 1
/// @param trailers added to every commit that a step makes, so that it can be traced to its cause
public record RunRequest(
    Path runDirectory,
    String repository,
    String workflowFile,
    CommitId commit,
    String ref,
    String eventName,
    ObjectNode event,
    String actor,
    long runId,
    int runNumber,
    int runAttempt,
    List<Trailer> trailers) {

  public RunRequest {
    trailers = List.copyOf(trailers);
  }
}
