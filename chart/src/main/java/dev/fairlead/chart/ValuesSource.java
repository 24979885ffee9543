package dev.fairlead.chart;

import com.fasterxml.jackson.databind.node.ObjectNode;

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

  /// `--set-file`, with the content that the path stands for.
  ///
  /// @param key the key's expression, without `=path`
  record SetFile(String key, String content) implements ValuesSource {}

  /// `--set-literal`.
  record SetLiteral(String expression) implements ValuesSource {}
}
