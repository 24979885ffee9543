package dev.fairlead.forge;

import java.util.Optional;

/// An emoji below a comment.
public enum Reaction {
  THUMBS_UP("+1"),
  THUMBS_DOWN("-1"),
  LAUGH("laugh"),
  CONFUSED("confused"),
  HEART("heart"),
  HOORAY("hooray"),
  ROCKET("rocket"),
  EYES("eyes");

  private final String text;

  Reaction(String text) {
    this.text = text;
  }

  /// The forge's word for it, such as `+1`.
  public String text() {
    return text;
  }

  /// The reaction that the forge calls so; empty for a word that it does not know.
  public static Optional<Reaction> of(String text) {
    for (Reaction reaction : values()) {
      if (reaction.text.equals(text)) {
        return Optional.of(reaction);
      }
    }
    return Optional.empty();
  }
}
