package dev.fairlead.sandbox.forge.pages;

/// A state as sign, word and colour.
///
/// @param role the colour's style class: `good`, `bad`, `attention`, `accent`, `quiet`
public record Sign(String sign, String word, String role) {
  public static final Sign OPEN = new Sign("◌", "Open", "good");
  public static final Sign DRAFT = new Sign("◌", "Draft", "quiet");
  public static final Sign MERGED = new Sign("●", "Merged", "merged");
  public static final Sign CLOSED = new Sign("✗", "Closed", "bad");
  public static final Sign DONE = new Sign("●", "Closed", "merged");

  /// Of a commit status or a check run that is reduced to one.
  public static Sign of(String state) {
    return switch (state) {
      case "success" -> new Sign("●", "Succeeded", "good");
      case "pending", "in_progress" -> new Sign("◐", "Running", "accent");
      case "queued", "expected", "waiting", "requested" -> new Sign("◌", "Waiting", "quiet");
      case "neutral" -> new Sign("–", "Neutral", "quiet");
      case "skipped" -> new Sign("–", "Skipped", "quiet");
      case "cancelled" -> new Sign("–", "Cancelled", "quiet");
      case "action_required" -> new Sign("◆", "Needs a person", "attention");
      case "error" -> new Sign("✗", "Error", "bad");
      default -> new Sign("✗", "Failed", "bad");
    };
  }
}
