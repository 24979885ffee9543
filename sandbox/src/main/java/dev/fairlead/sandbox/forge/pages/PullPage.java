package dev.fairlead.sandbox.forge.pages;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A pull request or an issue with its conversation, or with its changed files.
///
/// @param base path of the page, without its tab
/// @param tab `conversation`, `commits` or `files`
/// @param change null for an issue
public record PullPage(
    RepositoryHeader repository,
    String base,
    String tab,
    int number,
    String title,
    Sign state,
    String author,
    Instant created,
    @Nullable Change change,
    List<LabelTag> labels,
    List<String> assignees,
    List<Entry> entries,
    Allowed allowed,
    boolean open) {
  public PullPage {
    labels = List.copyOf(labels);
    assignees = List.copyOf(assignees);
    entries = List.copyOf(entries);
  }

  public boolean isPull() {
    return change != null;
  }

  /// What only a pull request has.
  ///
  /// @param files empty on other tabs than that of the files
  public record Change(
      String headBranch,
      String baseBranch,
      String head,
      int commitCount,
      int fileCount,
      int additions,
      int deletions,
      List<FilesPage.CommitRow> commits,
      List<Check> checks,
      List<Reviewer> reviewers,
      Merge merge,
      List<DiffFile> files) {
    public Change {
      commits = List.copyOf(commits);
      checks = List.copyOf(checks);
      reviewers = List.copyOf(reviewers);
      files = List.copyOf(files);
    }
  }

  /// @param link where its details are; null for nowhere
  public record Check(Sign sign, String name, String description, @Nullable String link) {}

  /// @param sign of the last decision
  public record Reviewer(String login, Sign sign) {}

  /// Whether it can be merged.
  ///
  /// @param sign null once it is closed
  /// @param reasons why not
  /// @param methods `merge`, `squash`, `rebase`, as far as the repository allows them
  public record Merge(
      @Nullable Sign sign, String text, List<String> reasons, List<String> methods, boolean now) {
    public Merge {
      reasons = List.copyOf(reasons);
      methods = List.copyOf(methods);
    }

    /// What the button says.
    public static String name(String method) {
      return switch (method) {
        case "squash" -> "Squash and merge";
        case "rebase" -> "Rebase and merge";
        default -> "Create a merge commit";
      };
    }
  }

  /// What the reader may do.
  ///
  /// @param decide approve it or request changes: not one's own
  public record Allowed(boolean comment, boolean decide, boolean merge, boolean close) {}

  /// Something in the conversation, the oldest first.
  public sealed interface Entry {
    Instant at();

    /// Somebody wrote something.
    record Comment(Said said) implements Entry {
      @Override
      public Instant at() {
        return said.at();
      }
    }

    /// Somebody reviewed it.
    ///
    /// @param threads what was said on lines
    record Reviewed(Sign sign, Said said, List<DiffFile.Talk> threads) implements Entry {
      public Reviewed {
        threads = List.copyOf(threads);
      }

      @Override
      public Instant at() {
        return said.at();
      }
    }

    /// Somebody did something.
    record Done(String who, String what, Instant at, Sign sign) implements Entry {}
  }
}
