package dev.fairlead.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.forge.CommitStatus.Outcome;
import dev.fairlead.model.CommitId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Asks whether a pull request can be merged, and, where the forge only says that something is
/// missing, what that is.
final class MergeabilityReader {
  /// GitHub finds out in the background whether something can be merged; it is asked again after
  /// these pauses.
  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));

  private final RestClient rest;
  private final GitHub forge;

  MergeabilityReader(RestClient rest, GitHub forge) {
    this.rest = rest;
    this.forge = forge;
  }

  Mergeability read(RepositoryName repository, int number, Predicate<String> ours) {
    Fields pull = pull(repository, number);
    for (Duration pause : PAUSES) {
      if (state(pull) != Mergeability.State.UNKNOWN || !pull.text("/state").equals("open")) {
        break;
      }
      rest.pause(pause, "mergeability of " + repository.fullName() + "#" + number);
      pull = pull(repository, number);
    }
    var told = new Mergeability(state(pull), pull.flag("/draft"), List.of());
    return told.state() == Mergeability.State.BLOCKED && !told.draft()
        ? blocked(repository, pull, ours)
        : told;
  }

  private Fields pull(RepositoryName repository, int number) {
    return rest.get(repository.host(), path(repository, "/pulls/" + number)).fields();
  }

  private static Mergeability.State state(Fields pull) {
    try {
      return Mergeability.State.valueOf(
          pull.textOrEmpty("/mergeable_state").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      return Mergeability.State.UNKNOWN; // a state that GitHub has made up since
    }
  }

  private Mergeability blocked(RepositoryName repository, Fields pull, Predicate<String> ours) {
    String branch = pull.text("/base/ref");
    Requirements required = requirements(repository, branch);
    Map<String, Outcome> reported = reported(repository, pull.commit("/head/sha"));
    var missing = new ArrayList<String>();
    boolean waitsForUs = false;
    for (String context : required.contexts) {
      Outcome outcome = reported.get(context);
      if (outcome == Outcome.SUCCESS) {
        continue;
      }
      if (ours.test(context)) {
        waitsForUs = true;
      } else {
        missing.add(
            "the required check \""
                + context
                + "\" "
                + (outcome == null
                    ? "has not reported"
                    : outcome == Outcome.PENDING ? "is still running" : "failed"));
      }
    }
    missing.addAll(missingReviews(repository, pull, required));
    return waitsForUs && missing.isEmpty()
        ? new Mergeability(Mergeability.State.CLEAN, false, List.of())
        : new Mergeability(Mergeability.State.BLOCKED, false, missing);
  }

  /// @param approvals how many are needed; empty where the token may not know
  private record Requirements(Set<String> contexts, Optional<Integer> approvals) {}

  private Requirements requirements(RepositoryName repository, String branch) {
    String name =
        URLEncoder.encode(branch, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
    var contexts = new LinkedHashSet<String>();
    Fields told = rest.get(repository.host(), path(repository, "/branches/" + name)).fields();
    told.root()
        .at("/protection/required_status_checks/contexts")
        .forEach(context -> contexts.add(context.asText()));
    Optional<Integer> approvals = Optional.empty();
    RestClient.Answer protection =
        optional(repository, path(repository, "/branches/" + name + "/protection"));
    if (protection.succeeded()) {
      approvals =
          Optional.of(
              protection
                  .json()
                  .at("/required_pull_request_reviews/required_approving_review_count")
                  .asInt(0));
    }
    RestClient.Answer rules = optional(repository, path(repository, "/rules/branches/" + name));
    for (JsonNode rule : rules.json()) {
      switch (rule.path("type").asText()) {
        case "required_status_checks" ->
            rule.at("/parameters/required_status_checks")
                .forEach(check -> contexts.add(check.path("context").asText()));
        case "pull_request" ->
            approvals =
                Optional.of(
                    Math.max(
                        approvals.orElse(0),
                        rule.at("/parameters/required_approving_review_count").asInt(0)));
        default -> {} // decides nothing that could be waited for
      }
    }
    return new Requirements(contexts, approvals);
  }

  /// What a token may have no right to see, or an older server does not serve.
  private RestClient.Answer optional(RepositoryName repository, String path) {
    RestClient.Answer answer = rest.attempt("GET", repository.host(), path, null, true);
    boolean hidden =
        answer.status() == 404
            || (answer.status() == 403 && Refusals.of(answer).retryAfter().isEmpty());
    return hidden ? answer : RestClient.accepted(answer);
  }

  private List<String> missingReviews(
      RepositoryName repository, Fields pull, Requirements required) {
    // Where it cannot be known whether a review is needed, one is: rather too strict than too lax.
    int needed = required.approvals.orElse(1);
    if (needed == 0) {
      return List.of();
    }
    Reviews reviews = forge.reviews(repository, pull.number("/number"));
    if (!reviews.changesRequestedBy().isEmpty()) {
      return List.of(String.join(", ", reviews.changesRequestedBy()) + " requested changes");
    }
    int given = reviews.approvedBy().size();
    return given >= needed
        ? List.of()
        : List.of(
            needed == 1
                ? "an approving review is missing"
                : given + " of " + needed + " approving reviews are given");
  }

  /// The latest outcome of each status and check run of a commit.
  private Map<String, Outcome> reported(RepositoryName repository, CommitId head) {
    var reported = new TreeMap<String, Outcome>();
    RestClient.Answer runs =
        optional(repository, path(repository, "/commits/" + head + "/check-runs?per_page=100"));
    for (JsonNode run : runs.json().path("check_runs")) {
      Outcome outcome =
          !run.path("status").asText().equals("completed")
              ? Outcome.PENDING
              : switch (run.path("conclusion").asText()) {
                case "success", "neutral", "skipped" -> Outcome.SUCCESS;
                default -> Outcome.FAILURE;
              };
      reported.merge(run.path("name").asText(), outcome, MergeabilityReader::worse);
    }
    for (CommitStatus status : forge.statuses(repository, head)) {
      reported.merge(status.context(), status.outcome(), MergeabilityReader::worse);
    }
    return reported;
  }

  private static Outcome worse(Outcome one, Outcome other) {
    return one == Outcome.SUCCESS ? other : one;
  }

  private static String path(RepositoryName repository, String rest) {
    return "/repos/" + repository.fullName() + rest;
  }
}
