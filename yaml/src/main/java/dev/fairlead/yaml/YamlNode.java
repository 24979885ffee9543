package dev.fairlead.yaml;

import dev.fairlead.model.Position;

/// A node of a YAML document. Nodes are immutable; a node behind an alias is the same object as the
/// one that was anchored.
public sealed interface YamlNode permits YamlMapping, YamlSequence, YamlScalar {

  /// Where the node's first character stands.
  Position position();

  /// Offset of the node's first character in the text (UTF-16 units).
  int start();

  /// Offset behind the node's last character in the text (UTF-16 units).
  int end();

  /// The explicit tag, fully expanded (`tag:yaml.org,2002:str`); empty where none was written.
  String tag();
}
