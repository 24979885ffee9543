package dev.fairlead.forge;

/// What a forge shows beside a commit.
///
/// @param context names the check; a later status of the same context replaces the former
/// @param description one line; GitHub keeps 140 characters
/// @param targetUrl where to read more; may be empty
public record CommitStatus(Outcome outcome, String context, String description, String targetUrl) {
  private static final int LONGEST_DESCRIPTION = 140;

  public CommitStatus {
    if (description.length() > LONGEST_DESCRIPTION) {
      description = description.substring(0, LONGEST_DESCRIPTION - 1) + "…";
    }
  }

  public enum Outcome {
    PENDING,
    SUCCESS,
    FAILURE,
    ERROR
  }
}
