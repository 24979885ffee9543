package dev.fairlead.model;

/// A Change that somebody proposes: the commits of one branch for another one.
///
/// @param repository the base repository's URL as users write it
/// @param author login of who opened it
/// @param headRepository `owner/name` that the head branch lives in; another one than the base
///   repository's for a fork; empty where the fork is gone
/// @param head the newest proposed commit
/// @param base tip of the base branch when it was last looked at
/// @param url its page on the forge
public record PullRequest(
    String repository,
    int number,
    String title,
    String author,
    String headRepository,
    String headBranch,
    CommitId head,
    String baseBranch,
    CommitId base,
    boolean draft,
    Status status,
    String url) {

  /// The same under another URL of its repository: the one of a server's configuration, say.
  public PullRequest withRepository(String url) {
    return new PullRequest(
        url,
        number,
        title,
        author,
        headRepository,
        headBranch,
        head,
        baseBranch,
        base,
        draft,
        status,
        this.url);
  }

  public enum Status {
    OPEN,
    MERGED,
    /// Closed without a merge.
    CLOSED
  }

  @Override
  public String toString() {
    return "#" + number;
  }
}
