package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The kinds that an API server knows: the built-in ones, and those that CustomResourceDefinitions
/// add. Immutable; safe for any thread.
public final class ResourceTypes {

  /// The kinds of Kubernetes 1.36 that a GitOps repository meets.
  public static ResourceTypes builtIn() {
    throw new UnsupportedOperationException("not yet");
  }

  /// These types and `more`; a type of `more` replaces one of the same group, version and kind.
  public ResourceTypes with(Collection<ResourceType> more) {
    throw new UnsupportedOperationException("not yet");
  }

  /// These types without the custom ones of one group and plural.
  public ResourceTypes without(String group, String plural) {
    throw new UnsupportedOperationException("not yet");
  }

  /// The types that a CustomResourceDefinition object defines: one for each served version.
  public static List<ResourceType> ofDefinition(ObjectNode definition) {
    throw new UnsupportedOperationException("not yet");
  }

  /// All types, in the order that discovery shows: groups, versions, then plurals.
  public List<ResourceType> all() {
    throw new UnsupportedOperationException("not yet");
  }

  /// The type of exactly this kind.
  public Optional<ResourceType> byKind(GroupVersionKind kind) {
    throw new UnsupportedOperationException("not yet");
  }

  /// The type that is served under `/apis/group/version/plural`.
  public Optional<ResourceType> byPlural(String group, String version, String plural) {
    throw new UnsupportedOperationException("not yet");
  }

  /// The type of this group and kind in its preferred (first) version.
  public Optional<ResourceType> byGroupKind(String group, String kind) {
    throw new UnsupportedOperationException("not yet");
  }
}
