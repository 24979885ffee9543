package dev.fairlead.yaml;

import dev.fairlead.model.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads YAML (and JSON, which is YAML) into nodes with positions. The grammar is go-yaml v2's,
/// that of kubectl, Helm and Argo CD; it is libyaml's, which GitHub's reader follows too.
///
/// ```java
/// YamlNode values = Yaml.parseOne("values.yaml", text).orElseThrow();
/// JsonNode json = YamlJson.toJson(values, Schema.YAML_1_1);
/// ```
public final class Yaml {
  private Yaml() {}

  /// The documents of a text, in order; none for a text of comments only. A document that is there
  /// but empty (`---` followed by nothing) is a plain scalar with an empty value.
  ///
  /// @param file what positions and messages call the text
  /// @throws YamlException where the text is not YAML, has a duplicate key or breaks a limit
  public static List<YamlNode> parse(String file, String text) {
    return parse(file, text, YamlOptions.DEFAULT);
  }

  /// As [#parse(String, String)], with other limits or another opinion on duplicate keys.
  public static List<YamlNode> parse(String file, String text, YamlOptions options) {
    return read(file, text, options, Integer.MAX_VALUE);
  }

  /// The only document of a text; empty for a text without one.
  ///
  /// @throws YamlException as [#parse(String, String)], and where there is more than one document
  public static Optional<YamlNode> parseOne(String file, String text) {
    List<YamlNode> documents = parse(file, text);
    if (documents.size() > 1) {
      throw new YamlException(
          documents.get(1).position(), "expected one YAML document, found " + documents.size());
    }
    return documents.stream().findFirst();
  }

  /// The first document of a text; what follows it is not looked at, as `sigs.k8s.io/yaml` does.
  public static Optional<YamlNode> parseFirst(String file, String text, YamlOptions options) {
    return read(file, text, options, 1).stream().findFirst();
  }

  private static List<YamlNode> read(String file, String text, YamlOptions options, int most) {
    if (text.length() > options.maxBytes()) {
      throw new YamlException(
          Position.of(file),
          "the text is longer than the limit of %d characters".formatted(options.maxBytes()));
    }
    try {
      Composer composer = new Composer(file, text, options);
      List<YamlNode> documents = new ArrayList<>();
      while (documents.size() < most) {
        YamlNode document = composer.document();
        if (document == null) {
          break;
        }
        documents.add(document);
      }
      return documents;
    } catch (Scanner.Problem e) {
      Token.Mark mark = e.mark();
      Position at =
          mark == null ? Position.of(file) : new Position(file, mark.line() + 1, mark.column() + 1);
      String line = e.goLine() == 0 ? "" : "line " + e.goLine() + ": ";
      throw new YamlException(at, "not valid YAML: " + e.problem(), "yaml: " + line + e.problem());
    }
  }
}
