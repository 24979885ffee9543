package dev.fairlead.forge;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.Endpoints;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.Secret;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// GitHub's REST API, version 3, for one token. Safe for any thread.
///
/// Every method throws [ForgeException] where the forge cannot be reached, refuses (with GitHub's
/// words, and [ForgeException#retryAfter] for a rate limit) or sends what cannot be understood.
/// Requests that may be made twice without harm are repeated after a passing failure; posting a
/// comment, a reaction or a pull request is not. A pull request's [PullRequest#repository] is
/// [RepositoryName#url] of the repository that was asked; see [PullRequest#withRepository].
public final class GitHub {

  private final RestClient rest;

  /// @param token null: requests are made without credentials
  public GitHub(HttpClient http, Endpoints endpoints, @Nullable Secret token) {
    this(http, endpoints, token, Thread::sleep);
  }

  GitHub(HttpClient http, Endpoints endpoints, @Nullable Secret token, Pause pause) {
    this.rest = new RestClient(http, endpoints, token, pause);
  }

  /// Sets a commit's status.
  public void setStatus(RepositoryName repository, CommitId commit, CommitStatus status) {
    Map<String, String> body =
        Map.of(
            "state", status.outcome().name().toLowerCase(Locale.ROOT),
            "context", status.context(),
            "description", status.description(),
            "target_url", status.targetUrl());
    rest.change("POST", repository.host(), path(repository, "/statuses/" + commit), body, true);
  }

  /// The latest status of each context beside a commit.
  public List<CommitStatus> statuses(RepositoryName repository, CommitId commit) {
    Fields combined = null;
    var statuses = new ArrayList<CommitStatus>();
    int total;
    int page = 1;
    do {
      combined =
          rest.get(
                  repository.host(),
                  path(repository, "/commits/" + commit + "/status?per_page=100&page=" + page++))
              .fields();
      int before = statuses.size();
      for (var node : combined.root().path("statuses")) {
        statuses.add(status(new Fields(node, combined.subject())));
      }
      total = statuses.size() == before ? 0 : combined.number("/total_count");
    } while (statuses.size() < total);
    return statuses;
  }

  private static CommitStatus status(Fields status) {
    String state = status.text("/state");
    CommitStatus.Outcome outcome;
    try {
      outcome = CommitStatus.Outcome.valueOf(state.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ForgeException(
          status.subject() + ": expected the state of a status, found " + state, e);
    }
    return new CommitStatus(
        outcome,
        status.text("/context"),
        status.textOrEmpty("/description"),
        status.textOrEmpty("/target_url"));
  }

  /// A pull request as it is now.
  public PullRequest pullRequest(RepositoryName repository, int number) {
    return PullRequestReader.read(pull(repository, number), repository.url());
  }

  /// Every open pull request, the newest first.
  public List<PullRequest> openPullRequests(RepositoryName repository) {
    return rest.list(repository.host(), path(repository, "/pulls?state=open")).stream()
        .map(each -> PullRequestReader.read(each, repository.url()))
        .toList();
  }

  /// Opens a pull request.
  public PullRequest createPullRequest(RepositoryName repository, NewPullRequest pull) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("title", pull.title());
    body.put("head", pull.head());
    body.put("base", pull.base());
    body.put("body", pull.body());
    body.put("draft", pull.draft());
    return PullRequestReader.read(
        rest.change("POST", repository.host(), path(repository, "/pulls"), body, false).fields(),
        repository.url());
  }

  /// Closes a pull request without a merge; nothing happens where it is closed already.
  public PullRequest closePullRequest(RepositoryName repository, int number) {
    return PullRequestReader.read(
        rest.change(
                "PATCH",
                repository.host(),
                path(repository, "/pulls/" + number),
                Map.of("state", "closed"),
                true)
            .fields(),
        repository.url());
  }

  /// Every file that a pull request changes against the common ancestor with its base. GitHub ends
  /// the list at 3000 files: from that size on it may be incomplete.
  public List<ChangedFile> changedFiles(RepositoryName repository, int number) {
    return rest.list(repository.host(), path(repository, "/pulls/" + number + "/files")).stream()
        .map(GitHub::changedFile)
        .toList();
  }

  private static ChangedFile changedFile(Fields file) {
    String status = file.text("/status");
    ChangedFile.Kind kind;
    try {
      kind = ChangedFile.Kind.valueOf(status.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ForgeException(
          file.subject() + ": expected what happened to a file at /status, found " + status, e);
    }
    return new ChangedFile(
        file.text("/filename"),
        file.has("/previous_filename") ? file.text("/previous_filename") : null,
        kind,
        file.number("/additions"),
        file.number("/deletions"));
  }

  public Reviews reviews(RepositoryName repository, int number) {
    return new Reviews(
        rest.list(repository.host(), path(repository, "/pulls/" + number + "/reviews")).stream()
            .map(ReviewReader::read)
            .toList());
  }

  /// Whether the forge would merge a pull request; waits a few seconds for a forge that has not
  /// found out yet.
  public Mergeability mergeability(RepositoryName repository, int number) {
    return mergeability(repository, number, _ -> false);
  }

  /// The same, apart from our own statuses: where the forge only waits for some of these, it counts
  /// as mergeable.
  ///
  /// @param ours whether a required check's name is of a status that we set once it is merged or
  ///   applied
  public Mergeability mergeability(RepositoryName repository, int number, Predicate<String> ours) {
    return new MergeabilityReader(rest, this).read(repository, number, ours);
  }

  /// Merges a pull request.
  ///
  /// @param head what its branch must hold; a newer commit is not merged
  /// @param title the first line of the commit's message; null: the forge's own
  public MergeResult merge(
      RepositoryName repository,
      int number,
      CommitId head,
      MergeMethod method,
      @Nullable String title) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("sha", head.hex());
    body.put("merge_method", method.name().toLowerCase(Locale.ROOT));
    if (title != null) {
      body.put("commit_title", title);
    }
    RestClient.Answer answer =
        rest.attempt(
            "PUT", repository.host(), path(repository, "/pulls/" + number + "/merge"), body, true);
    if (answer.succeeded()) {
      return new MergeResult.Merged(answer.fields().commit("/sha"));
    }
    return switch (answer.status()) {
      case 405 -> alreadyMerged(repository, number, head, answer.message());
      case 409 -> new MergeResult.HeadMoved(answer.message());
      default -> throw Refusals.of(answer);
    };
  }

  /// A first attempt whose answer was lost has merged it.
  private MergeResult alreadyMerged(
      RepositoryName repository, int number, CommitId head, String message) {
    Fields pull = pull(repository, number);
    return pull.flag("/merged") && pull.commit("/head/sha").equals(head)
        ? new MergeResult.Merged(pull.commit("/merge_commit_sha"))
        : new MergeResult.Refused(message);
  }

  /// @param body Markdown, at most [Comment#MAX_LENGTH] characters
  public Comment createComment(RepositoryName repository, int number, String body) {
    return CommentReader.read(
        rest.change(
                "POST",
                repository.host(),
                path(repository, "/issues/" + number + "/comments"),
                Map.of("body", body),
                false)
            .fields(),
        number);
  }

  public Comment updateComment(RepositoryName repository, long comment, String body) {
    return CommentReader.read(
        rest.change(
                "PATCH",
                repository.host(),
                path(repository, "/issues/comments/" + comment),
                Map.of("body", body),
                true)
            .fields());
  }

  /// Removes a comment; nothing happens where it is gone already.
  public void deleteComment(RepositoryName repository, long comment) {
    RestClient.Answer answer =
        rest.attempt(
            "DELETE",
            repository.host(),
            path(repository, "/issues/comments/" + comment),
            null,
            true);
    if (answer.status() != 404) {
      RestClient.accepted(answer);
    }
  }

  /// The comments of one pull request, the oldest first.
  public List<Comment> comments(RepositoryName repository, int number) {
    return rest
        .list(repository.host(), path(repository, "/issues/" + number + "/comments"))
        .stream()
        .map(each -> CommentReader.read(each, number))
        .toList();
  }

  /// The comments of every pull request and issue that were made or changed at that time or later,
  /// the least recently changed first. It finds those whose webhook was lost.
  public List<Comment> commentsSince(RepositoryName repository, Instant since) {
    String from = since.truncatedTo(ChronoUnit.SECONDS).toString();
    return rest
        .list(
            repository.host(),
            path(repository, "/issues/comments?sort=updated&direction=asc&since=" + encoded(from)))
        .stream()
        .map(CommentReader::read)
        .toList();
  }

  /// The newest comment of ours that holds a text, such as an invisible `<!-- marker -->`.
  public Optional<Comment> findOwnComment(RepositoryName repository, int number, String marker) {
    List<Comment> holding =
        comments(repository, number).stream()
            .filter(comment -> comment.body().contains(marker))
            .toList();
    if (holding.isEmpty()) {
      return Optional.empty();
    }
    Predicate<Comment> own = own(repository);
    return holding.reversed().stream().filter(own).findFirst();
  }

  /// The token of a GitHub App may not ask who it is; its comments carry `[bot]` in their author's
  /// name.
  private Predicate<Comment> own(RepositoryName repository) {
    RestClient.Answer self = rest.attempt("GET", repository.host(), "/user", null, true);
    if (self.status() == 403 && self.message().contains("integration")) {
      return comment -> comment.author().endsWith("[bot]");
    }
    String login = RestClient.accepted(self).fields().text("/login");
    return comment -> comment.author().equalsIgnoreCase(login);
  }

  /// Who we are to the forge: the login of the token's account.
  public String login(RepositoryName repository) {
    return rest.get(repository.host(), "/user").fields().text("/login");
  }

  /// Puts an emoji below a comment; nothing happens where it is there already.
  public void react(RepositoryName repository, long comment, Reaction reaction) {
    rest.change(
        "POST",
        repository.host(),
        path(repository, "/issues/comments/" + comment + "/reactions"),
        Map.of("content", reaction.text()),
        true);
  }

  /// What somebody may do in a repository; [Permission#NONE] for an unknown account.
  public Permission permission(RepositoryName repository, String login) {
    RestClient.Answer answer =
        rest.attempt(
            "GET",
            repository.host(),
            path(repository, "/collaborators/" + encoded(login) + "/permission"),
            null,
            true);
    if (answer.status() == 404) {
      return Permission.NONE;
    }
    Fields fields = RestClient.accepted(answer).fields();
    // Only role_name tells triage and maintain; a custom role's name says nothing, but
    // `permission` tells what it is based on.
    return permission(fields.textOrEmpty("/role_name"))
        .or(() -> permission(fields.text("/permission")))
        .orElse(Permission.NONE);
  }

  private static Optional<Permission> permission(String word) {
    return switch (word) {
      case "none" -> Optional.of(Permission.NONE);
      case "read", "pull" -> Optional.of(Permission.READ);
      case "triage" -> Optional.of(Permission.TRIAGE);
      case "write", "push" -> Optional.of(Permission.WRITE);
      case "maintain" -> Optional.of(Permission.MAINTAIN);
      case "admin" -> Optional.of(Permission.ADMIN);
      default -> Optional.empty();
    };
  }

  private Fields pull(RepositoryName repository, int number) {
    return rest.get(repository.host(), path(repository, "/pulls/" + number)).fields();
  }

  private static String path(RepositoryName repository, String rest) {
    return "/repos/" + repository.fullName() + rest;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
