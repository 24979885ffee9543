package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;

/// Which kind an object is of, and in which version its fields are written.
///
/// @param group the API group; empty for the core group
/// @param version such as `v1`
/// @param kind such as `Deployment`
public record GroupVersionKind(String group, String version, String kind) {

  /// Splits an `apiVersion` such as `v1` or `apps/v1`.
  public static GroupVersionKind of(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    return slash < 0
        ? new GroupVersionKind("", apiVersion, kind)
        : new GroupVersionKind(
            apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind);
  }

  /// Reads `apiVersion` and `kind` of an object; missing ones count as empty.
  public static GroupVersionKind of(JsonNode object) {
    return of(object.path("apiVersion").asText(""), object.path("kind").asText(""));
  }

  /// `v1` for the core group, otherwise `group/version`.
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /// `Deployment.apps`, or the kind alone in the core group; as in the API server's messages.
  public String qualifiedKind() {
    return group.isEmpty() ? kind : kind + "." + group;
  }

  /// As Go prints it: `apps/v1, Kind=Deployment`, `/v1, Kind=ConfigMap`.
  @Override
  public String toString() {
    return group + "/" + version + ", Kind=" + kind;
  }
}
