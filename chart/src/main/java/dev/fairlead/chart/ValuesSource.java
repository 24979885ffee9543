package dev.fairlead.chart;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// One source of user values. Whatever the order of the list, files and objects are merged first
/// (in their order), then all of [SetJson], [Set], [SetString], [SetFile], [SetLiteral], as helm
/// does.
public sealed interface ValuesSource {

  /// `-f`: a values file.
  record File(String name, String text) implements ValuesSource {}

  /// Values given as an object, such as an Application's `valuesObject`; merged like a file.
  record Values(ObjectNode values) implements ValuesSource {}

  /// `--set-json`: `key=json` or one whole object.
  record SetJson(String expression) implements ValuesSource {}

  /// `--set`: `a.b=1,c[0]=x`.
  record Set(String expression) implements ValuesSource {}

  /// `--set-string`.
  record SetString(String expression) implements ValuesSource {}

  /// `--set-file`: `a.b=path`.
  ///
  /// @param files the content of each path that the expression names
  record SetFile(String expression, Map<String, String> files) implements ValuesSource {
    public SetFile {
      files = Map.copyOf(files);
    }

    /// One key and its content.
    ///
    /// @param key the key's expression, without `=path`
    public static SetFile of(String key, String content) {
      return new SetFile(key + "=file", Map.of("file", content));
    }
  }

  /// `--set-literal`.
  record SetLiteral(String expression) implements ValuesSource {}
}
