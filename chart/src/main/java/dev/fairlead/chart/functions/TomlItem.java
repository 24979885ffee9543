package dev.fairlead.chart.functions;

/// What the lexer of BurntSushi/toml (`lex.go`) finds.
///
/// @param text the item's text; for an error its message
/// @param line where it stands, from 1
record TomlItem(Type type, String text, int line) {
  enum Type {
    ERROR,
    EOF,
    TEXT,
    STRING,
    ESCAPED_STRING,
    RAW_STRING,
    MULTILINE_STRING,
    RAW_MULTILINE_STRING,
    BOOL,
    INTEGER,
    FLOAT,
    DATETIME,
    ARRAY,
    ARRAY_END,
    TABLE_START,
    TABLE_END,
    ARRAY_TABLE_START,
    ARRAY_TABLE_END,
    KEY_START,
    KEY_END,
    COMMENT_START,
    INLINE_TABLE_START,
    INLINE_TABLE_END
  }
}
