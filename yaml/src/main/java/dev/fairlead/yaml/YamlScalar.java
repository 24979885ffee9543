package dev.fairlead.yaml;

import dev.fairlead.model.Position;

/// A scalar.
///
/// @param value the text after unquoting and folding; no type is decided yet, see [YamlJson]
public record YamlScalar(
    Position position, int start, int end, String tag, Style style, String value)
    implements YamlNode {

  /// How the scalar is written.
  public enum Style {
    PLAIN,
    SINGLE_QUOTED,
    DOUBLE_QUOTED,
    LITERAL,
    FOLDED
  }

  /// Whether the text may mean something else than a string.
  public boolean isPlain() {
    return style == Style.PLAIN;
  }
}
