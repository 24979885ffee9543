package dev.fairlead.sandbox.forge.pages;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What surrounds every page.
///
/// @param path of the page itself, to which one returns after signing in
/// @param login who is signed in; null for a visitor
/// @param csrf goes into every form, so that no other site can send it
/// @param notice what became of the last action; null for nothing to say
public record Frame(
    String title,
    String path,
    @Nullable String login,
    String csrf,
    @Nullable String notice,
    Instant now) {

  public boolean signedIn() {
    return login != null;
  }

  /// How long ago: `just now`, `12 s ago`, `3 m ago`, `2 h ago`, `5 d ago`.
  public String ago(Instant instant) {
    long seconds = Math.max(0, now.getEpochSecond() - instant.getEpochSecond());
    if (seconds < 2) {
      return "just now";
    }
    if (seconds < 60) {
      return seconds + " s ago";
    }
    if (seconds < 3600) {
      return seconds / 60 + " m ago";
    }
    return seconds < 86_400 ? seconds / 3600 + " h ago" : seconds / 86_400 + " d ago";
  }

  /// The exact time, for whoever points at it.
  public String exact(Instant instant) {
    return instant.toString().replace('T', ' ').replaceFirst("(\\.\\d+)?Z$", " UTC");
  }
}
