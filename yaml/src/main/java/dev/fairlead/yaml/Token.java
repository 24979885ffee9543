package dev.fairlead.yaml;

/// A token of the scanner.
///
/// @param value text of a scalar, an anchor, an alias; handle of a tag
/// @param suffix suffix of a tag, prefix of a tag directive
record Token(Kind kind, Mark start, Mark end, String value, String suffix, YamlScalar.Style style) {
  enum Kind {
    STREAM_START,
    STREAM_END,
    VERSION_DIRECTIVE,
    TAG_DIRECTIVE,
    DOCUMENT_START,
    DOCUMENT_END,
    BLOCK_SEQUENCE_START,
    BLOCK_MAPPING_START,
    BLOCK_END,
    FLOW_SEQUENCE_START,
    FLOW_SEQUENCE_END,
    FLOW_MAPPING_START,
    FLOW_MAPPING_END,
    BLOCK_ENTRY,
    FLOW_ENTRY,
    KEY,
    VALUE,
    ALIAS,
    ANCHOR,
    TAG,
    SCALAR
  }

  /// A place in the text; line and column count from 0, columns in code points.
  record Mark(int index, int line, int column) {}

  static Token of(Kind kind, Mark start, Mark end) {
    return new Token(kind, start, end, "", "", YamlScalar.Style.PLAIN);
  }
}
