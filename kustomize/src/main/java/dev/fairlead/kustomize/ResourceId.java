package dev.fairlead.kustomize;

import dev.fairlead.kubernetes.GroupVersionKind;

/// What names an object within a build.
///
/// @param namespace empty where the object does not say
record ResourceId(GroupVersionKind kind, String name, String namespace) {
  /// No namespace at all, as opposed to one that is not said.
  private static final String NONE = "_non_namespaceable_";

  private static final String DEFAULT = "default";

  boolean isClusterScoped() {
    return Kinds.isClusterScoped(kind);
  }

  String effectiveNamespace() {
    if (isClusterScoped()) {
      return NONE;
    }
    return namespace.isEmpty() ? DEFAULT : namespace;
  }

  boolean sameNamespace(ResourceId other) {
    return effectiveNamespace().equals(other.effectiveNamespace());
  }

  boolean sameObject(ResourceId other) {
    return name.equals(other.name) && kind.equals(other.kind) && sameNamespace(other);
  }

  /// Whether a selector, whose empty parts fit everything, means this object.
  boolean isSelectedBy(ResourceId selector) {
    return (selector.name.isEmpty() || selector.name.equals(name))
        && (selector.namespace.isEmpty() || selector.sameNamespace(this))
        && FieldSpec.selects(selector.kind, kind);
  }

  /// As kustomize prints it: `Deployment.v1.apps/web.[noNs]`.
  @Override
  public String toString() {
    return or(kind.kind(), "[noKind]")
        + "."
        + or(kind.version(), "[noVer]")
        + "."
        + or(kind.group(), "[noGrp]")
        + "/"
        + or(name, "[noName]")
        + "."
        + or(namespace, "[noNs]");
  }

  private static String or(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }
}
