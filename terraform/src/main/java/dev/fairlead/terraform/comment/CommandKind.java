package dev.fairlead.terraform.comment;

import java.util.Arrays;
import java.util.Optional;

/// What a comment may ask for.
public enum CommandKind {
  VERSION("version", "Print the output of 'terraform version'"),
  PLAN("plan", "Runs 'terraform plan' for the changes in this pull request"),
  APPLY("apply", "Runs 'terraform apply' on all unapplied plans from this pull request"),
  UNLOCK("unlock", "Removes all locks and discards all plans for this pull request"),
  CANCEL("cancel", "Drops what waits, and interrupts what runs, for this pull request"),
  IMPORT("import", "Runs 'terraform import' for the passed address and id"),
  STATE_RM("state", "Runs 'terraform state rm' for the passed addresses");

  private final String word;
  private final String summary;

  CommandKind(String word, String summary) {
    this.word = word;
    this.summary = summary;
  }

  /// As comments write it.
  public String word() {
    return word;
  }

  /// As comments and statuses call it: `Plan`, `State`.
  public String title() {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  String summary() {
    return summary;
  }

  /// Whether it runs terraform on projects, so that two of them must not run at once.
  public boolean runsTerraform() {
    return switch (this) {
      case VERSION, PLAN, APPLY, IMPORT, STATE_RM -> true;
      case UNLOCK, CANCEL -> false;
    };
  }

  static Optional<CommandKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }
}
