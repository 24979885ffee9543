package dev.fairlead.sync.plan;

import com.fasterxml.jackson.databind.JsonNode;

/// The wave of an object within its phase.
public final class SyncWave {
  private SyncWave() {}

  /// `argocd.argoproj.io/sync-wave`, else Helm's hook weight, else 0; a text that is no number is
  /// 0.
  public static int of(JsonNode object) {
    JsonNode annotations = object.path("metadata").path("annotations");
    String text = annotations.path(Names.SYNC_WAVE).asText("");
    if (text.isBlank()) {
      text = annotations.path(Names.HELM_HOOK_WEIGHT).asText("");
    }
    try {
      return text.isBlank() ? 0 : Integer.parseInt(text.trim());
    } catch (NumberFormatException _) {
      // As Argo CD reads it.
      return 0;
    }
  }
}
