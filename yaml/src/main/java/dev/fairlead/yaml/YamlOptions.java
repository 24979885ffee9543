package dev.fairlead.yaml;

/// What a reader accepts. Each limit is named in the error that it causes.
///
/// @param maxBytes longest text, in UTF-16 units
/// @param maxDepth deepest nesting of collections; reading and writing go down one call for each,
///   so that it has to fit a thread's stack wherever they are called
/// @param maxNodes most nodes of a text, counted with every alias expanded: a "YAML bomb" of nested
///   aliases is small as a text and endless as a tree
public record YamlOptions(DuplicateKeys duplicateKeys, int maxBytes, int maxDepth, long maxNodes) {

  /// What a second key of the same text in one mapping means.
  public enum DuplicateKeys {
    /// An error, as kubectl and GitHub see it.
    ERROR,
    /// The last one wins, as for Helm.
    LAST_WINS
  }

  public static final YamlOptions DEFAULT =
      new YamlOptions(DuplicateKeys.ERROR, 32 << 20, 300, 10_000_000);

  public YamlOptions withDuplicateKeys(DuplicateKeys value) {
    return new YamlOptions(value, maxBytes, maxDepth, maxNodes);
  }

  public YamlOptions withMaxBytes(int value) {
    return new YamlOptions(duplicateKeys, value, maxDepth, maxNodes);
  }

  public YamlOptions withMaxDepth(int value) {
    return new YamlOptions(duplicateKeys, maxBytes, value, maxNodes);
  }

  public YamlOptions withMaxNodes(long value) {
    return new YamlOptions(duplicateKeys, maxBytes, maxDepth, value);
  }
}
