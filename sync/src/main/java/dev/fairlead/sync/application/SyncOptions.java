package dev.fairlead.sync.application;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `Name=value` switches of `spec.syncPolicy.syncOptions`, of the annotation
/// `argocd.argoproj.io/sync-options` and of an operation.
///
/// @param values name to value, in the order written; the last one of a name counts
public record SyncOptions(Map<String, String> values) {
  public static final SyncOptions NONE = new SyncOptions(Map.of());

  public SyncOptions {
    values = new LinkedHashMap<>(values);
  }

  public static SyncOptions of(List<String> texts) {
    var values = new LinkedHashMap<String, String>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals > 0) {
        values.put(text.substring(0, equals).trim(), text.substring(equals + 1).trim());
      }
    }
    return new SyncOptions(values);
  }

  /// Reads a comma-separated annotation.
  public static SyncOptions ofAnnotation(String text) {
    return of(List.of(text.split(",")));
  }

  /// These options, where `others` has its say first.
  public SyncOptions overriddenBy(SyncOptions others) {
    var merged = new LinkedHashMap<>(values);
    merged.putAll(others.values);
    return new SyncOptions(merged);
  }

  public boolean isTrue(String name) {
    return "true".equals(values.get(name));
  }

  public boolean isFalse(String name) {
    return "false".equals(values.get(name));
  }

  public boolean isConfirm(String name) {
    return "confirm".equals(values.get(name));
  }

  public String value(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }
}
