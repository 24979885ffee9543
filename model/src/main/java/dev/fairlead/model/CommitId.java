package dev.fairlead.model;

import java.util.regex.Pattern;

/// The full name of a Git commit: 40 lower-case hexadecimal digits.
public record CommitId(String hex) {
  private static final Pattern FULL = Pattern.compile("[0-9a-f]{40}");

  /// What Git's protocols write where there is no commit: before a branch was made, after it was
  /// deleted.
  public static final CommitId NONE = new CommitId("0".repeat(40));

  public CommitId {
    if (!FULL.matcher(hex).matches()) {
      throw new IllegalArgumentException("not a full commit id: " + hex);
    }
  }

  /// Whether a text is a full commit id.
  public static boolean isFull(String text) {
    return FULL.matcher(text).matches();
  }

  /// The first seven digits, as people quote a commit.
  public String abbreviated() {
    return hex.substring(0, 7);
  }

  @Override
  public String toString() {
    return hex;
  }
}
