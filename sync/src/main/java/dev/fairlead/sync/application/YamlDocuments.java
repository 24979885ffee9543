package dev.fairlead.sync.application;

import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;

/// The documents of a file one by one, so that a broken one does not hide its neighbours.
///
/// @param good documents that could be read
/// @param bad what was wrong with the others, with the text of each
record YamlDocuments(List<YamlNode> good, List<Bad> bad) {

  record Bad(YamlException problem, String text) {}

  static YamlDocuments of(String file, String text) {
    try {
      return new YamlDocuments(Yaml.parse(file, text), List.of());
    } catch (YamlException whole) {
      var good = new ArrayList<YamlNode>();
      var bad = new ArrayList<Bad>();
      var part = new StringBuilder();
      int line = 0;
      int first = 0;
      for (String content : (text + "\n---").split("\n", -1)) {
        if (content.equals("---") || content.startsWith("--- ")) {
          read(file, first, part.toString(), good, bad);
          part.setLength(0);
          first = line + 1;
        } else {
          part.append(content).append('\n');
        }
        line++;
      }
      return bad.isEmpty()
          // Only together they are wrong, such as an anchor used across documents.
          ? new YamlDocuments(List.of(), List.of(new Bad(whole, text)))
          : new YamlDocuments(good, bad);
    }
  }

  /// Empty lines in front keep the line numbers right.
  private static void read(
      String file, int firstLine, String part, List<YamlNode> good, List<Bad> bad) {
    try {
      good.addAll(Yaml.parse(file, "\n".repeat(firstLine) + part));
    } catch (YamlException e) {
      bad.add(new Bad(e, part));
    }
  }
}
