package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fairlead.kubernetes.GroupVersionKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What kustomize does to all objects alike: namespaces, names, labels, annotations, counts.
final class Transformers {
  private static final List<GroupVersionKind> NEVER_RENAMED =
      List.of(
          new GroupVersionKind("", "", "CustomResourceDefinition"),
          new GroupVersionKind("apiregistration.k8s.io", "", "APIService"),
          new GroupVersionKind("", "", "Namespace"));

  /// Which end of a name is extended.
  enum Affix {
    PREFIX,
    SUFFIX;

    String join(String affix, String name) {
      return this == PREFIX ? affix + name : name + affix;
    }
  }

  private Transformers() {}

  /// Puts objects into a namespace.
  ///
  /// @param subjects which subjects of role bindings move: `defaultOnly`, `allServiceAccounts` or
  ///   `none`
  /// @param unsetOnly whether a namespace that is there stays
  static void move(
      Resources resources,
      String namespace,
      List<FieldSpec> fields,
      String subjects,
      boolean unsetOnly) {
    for (Resource resource : resources.all()) {
      resource.rememberId();
      GroupVersionKind kind = resource.kind();
      boolean binding =
          kind.kind().equals("RoleBinding") || kind.kind().equals("ClusterRoleBinding");
      if (!Kinds.isClusterScoped(kind)) {
        set(new Slot.Member(resource.metadata(), "namespace"), namespace, unsetOnly);
      }
      if (binding) {
        for (JsonNode subject : resource.object().path("subjects")) {
          if (moves(subject, subjects)) {
            set(new Slot.Member((ObjectNode) subject, "namespace"), namespace, unsetOnly);
          }
        }
      }
      for (FieldSpec field : fields) {
        boolean special =
            field.path().equals("metadata/namespace")
                || (field.path().equals("metadata/name") && !kind.apiVersion().equals("v1"))
                || (binding && field.path().equals("subjects/namespace"));
        if (!special) {
          field.visit(
              resource.object(), FieldSpec.Leaf.SCALAR, slot -> set(slot, namespace, unsetOnly));
        }
      }
      ResourceId id = resource.currentId();
      if (resources.all().stream().filter(one -> one.currentId().sameObject(id)).count() > 1) {
        throw new Refusal("namespace transformation produces ID conflict: " + id);
      }
    }
  }

  private static boolean moves(JsonNode subject, String subjects) {
    return switch (subjects) {
      case "none" -> false;
      case "allServiceAccounts" -> subject.path("kind").asText().equals("ServiceAccount");
      case "", "defaultOnly" -> subject.path("name").asText().equals("default");
      default ->
          throw new Refusal(
              "setRoleBindingSubjects must be defaultOnly, none or allServiceAccounts, not "
                  + subjects);
    };
  }

  private static void set(Slot slot, String text, boolean unsetOnly) {
    if (!unsetOnly || slot.text().isEmpty() || slot.isEmpty()) {
      slot.set(TextNode.valueOf(text));
    }
  }

  static void rename(Resources resources, Affix end, String affix, List<FieldSpec> fields) {
    if (affix.isEmpty()) {
      return;
    }
    for (Resource resource : resources.all()) {
      GroupVersionKind kind = resource.originalId().kind();
      if (NEVER_RENAMED.stream().anyMatch(never -> FieldSpec.selects(never, kind))) {
        continue;
      }
      for (FieldSpec field : fields) {
        if (!field.selects(kind)) {
          continue;
        }
        if (field.path().equals("metadata/name")) {
          if (end == Affix.PREFIX) {
            resource.addPrefix(affix);
          } else {
            resource.addSuffix(affix);
          }
          resource.rememberId();
        }
        field.visit(
            resource.object(),
            FieldSpec.Leaf.SCALAR,
            slot -> slot.set(TextNode.valueOf(end.join(affix, slot.text()))));
      }
    }
  }

  /// Puts pairs into maps: labels, selectors, annotations.
  static void put(Resources resources, List<FieldSpec> fields, Map<String, String> pairs) {
    for (Resource resource : resources.all()) {
      new TreeMap<>(pairs)
          .forEach((key, value) -> {
            for (FieldSpec field : fields) {
              field.visit(
                  resource.object(),
                  FieldSpec.Leaf.MAPPING,
                  slot -> {
                    if (slot.get() instanceof ObjectNode map) {
                      map.put(key, value);
                    } else if (!slot.isEmpty()) {
                      throw new Refusal(field.path() + " is not a map: " + slot.get());
                    }
                  });
            }
          });
    }
  }

  /// @param entry a name and its count
  static void scale(Resources resources, List<FieldSpec> fields, JsonNode entry) {
    String name = entry.path("name").asText("");
    if (!entry.path("count").isIntegralNumber()) {
      throw new Refusal("replicas of %s need a count that is a whole number".formatted(name));
    }
    boolean found = false;
    for (FieldSpec field : fields) {
      for (Resource resource :
          resources.withAnyId(id -> id.name().equals(name) && field.selects(id.kind()))) {
        found = true;
        field.visit(
            resource.object(),
            FieldSpec.Leaf.SCALAR,
            slot -> slot.set(LongNode.valueOf(entry.get("count").longValue())));
      }
    }
    if (!found) {
      throw new Refusal(
          "no %s is named %s"
              .formatted(
                  String.join(
                          " or ", fields.stream().map(field -> field.selector().kind()).toList())
                      .toLowerCase(Locale.ROOT),
                  name));
    }
  }
}
