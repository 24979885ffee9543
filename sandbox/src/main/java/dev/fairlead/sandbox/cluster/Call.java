package dev.fairlead.sandbox.cluster;

import dev.fairlead.kubernetes.FieldManager;
import dev.fairlead.kubernetes.ResourceType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request to one kind of object: what is addressed, who asks and how.
///
/// @param entry the kind, in the version of the request
/// @param namespace the namespace of the path; null for cluster-scoped kinds and lists of all
/// @param name the object's name in the path, or empty
/// @param subresource `status`, `scale`, .. or empty
/// @param user who asks
/// @param manager the field manager
/// @param dryRun whether to change nothing
/// @param fieldValidation what to do about unknown and duplicate fields
/// @param warnings texts for Warning headers, added to while the request is worked on
record Call(
    Served.Entry entry,
    @Nullable String namespace,
    String name,
    String subresource,
    Caller user,
    String manager,
    boolean dryRun,
    FieldValidation fieldValidation,
    List<String> warnings) {
  /// What to do about fields that the kind does not have, and fields given twice.
  enum FieldValidation {
    IGNORE,
    WARN,
    STRICT
  }

  ResourceType type() {
    return entry.type();
  }

  /// The resource as messages name it.
  GroupResource resource() {
    return entry.resource();
  }

  /// The store's key of the addressed object.
  String key() {
    return Store.key(namespace, name);
  }

  FieldManager fieldManager() {
    return new FieldManager(manager, subresource);
  }

  Call withName(String value) {
    return new Call(
        entry, namespace, value, subresource, user, manager, dryRun, fieldValidation, warnings);
  }

  Call withSubresource(String value) {
    return new Call(
        entry, namespace, name, value, user, manager, dryRun, fieldValidation, warnings);
  }

  void warn(String text) {
    if (!warnings.contains(text)) {
      warnings.add(text);
    }
  }
}
