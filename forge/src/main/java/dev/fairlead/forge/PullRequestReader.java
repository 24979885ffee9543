package dev.fairlead.forge;

import dev.fairlead.model.PullRequest;
import dev.fairlead.model.PullRequest.Status;

/// Reads GitHub's pull request object, of API answers and of events alike.
final class PullRequestReader {
  private PullRequestReader() {}

  /// @param repository the base repository's URL that the result shall name
  static PullRequest read(Fields pull, String repository) {
    return new PullRequest(
        repository,
        pull.number("/number"),
        pull.text("/title"),
        pull.textOrEmpty("/user/login"),
        pull.textOrEmpty("/head/repo/full_name"),
        pull.text("/head/ref"),
        pull.commit("/head/sha"),
        pull.text("/base/ref"),
        pull.commit("/base/sha"),
        pull.flag("/draft"),
        status(pull),
        pull.text("/html_url"));
  }

  /// Lists leave out `merged`, but not when it was.
  private static Status status(Fields pull) {
    String state = pull.text("/state");
    return switch (state) {
      case "open" -> Status.OPEN;
      case "closed" ->
          pull.flag("/merged") || pull.has("/merged_at") ? Status.MERGED : Status.CLOSED;
      default ->
          throw new ForgeException(
              pull.subject() + ": expected open or closed at /state, found " + state);
    };
  }
}
