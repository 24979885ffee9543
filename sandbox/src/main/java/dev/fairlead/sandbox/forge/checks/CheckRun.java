package dev.fairlead.sandbox.forge.checks;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One check of a commit.
///
/// @param status `queued`, `in_progress` or `completed`
/// @param conclusion how it ended, one of [#CONCLUSIONS]; null before
/// @param output null where nothing was said
public record CheckRun(
    long id,
    String name,
    String status,
    @Nullable String conclusion,
    @Nullable Instant started,
    @Nullable Instant completed,
    @Nullable String detailsUrl,
    @Nullable String externalId,
    @Nullable Output output,
    List<Action> actions) {
  public static final List<String> STATUSES =
      List.of("queued", "in_progress", "completed", "waiting", "requested", "pending");

  public static final List<String> CONCLUSIONS =
      List.of(
          "action_required",
          "cancelled",
          "failure",
          "neutral",
          "success",
          "skipped",
          "stale",
          "timed_out");

  public CheckRun {
    actions = List.copyOf(actions);
  }

  /// What it has to say.
  public record Output(
      @Nullable String title,
      @Nullable String summary,
      @Nullable String text,
      List<Annotation> annotations) {
    public Output {
      annotations = List.copyOf(annotations);
    }
  }

  /// A remark on lines of a file.
  ///
  /// @param level `notice`, `warning` or `failure`
  public record Annotation(
      String path,
      int startLine,
      int endLine,
      @Nullable Integer startColumn,
      @Nullable Integer endColumn,
      String level,
      String message,
      @Nullable String title,
      @Nullable String rawDetails) {}

  /// Something that the reader may ask for.
  public record Action(String label, String description, String identifier) {}

  public boolean isCompleted() {
    return status.equals("completed");
  }

  /// Whether a merge need not wait for it any more.
  public boolean isSuccessful() {
    return conclusion != null && List.of("success", "neutral", "skipped").contains(conclusion);
  }
}
