package dev.fairlead.sandbox.forge.pulls;

import java.time.Instant;
import java.util.List;

/// Somebody's emoji below an issue or a comment.
///
/// @param content GitHub's word, one of [#CONTENTS]
public record Reaction(long id, String user, String content, Instant created) {

  public static final List<String> CONTENTS =
      List.of("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes");
}
