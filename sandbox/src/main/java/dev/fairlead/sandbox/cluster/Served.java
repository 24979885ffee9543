package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.ResourceType;
import dev.fairlead.kubernetes.ResourceTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which kinds are served at the moment: the built-in ones and those of the established
/// CustomResourceDefinitions. One immutable view, replaced as a whole; safe for any thread.
final class Served {
  /// Core events in another shape: the same objects.
  static final GroupResource EVENTS_NEW = GroupResource.of("events.events.k8s.io");

  private volatile View view;

  Served(ResourceTypes builtIn) {
    List<Entry> entries = new ArrayList<>();
    for (ResourceType type : builtIn.all()) {
      entries.add(new Entry(type, null));
    }
    view = new View(entries);
  }

  /// One kind in one version.
  ///
  /// @param definition the CustomResourceDefinition that it comes from; null for a built-in kind
  record Entry(ResourceType type, @Nullable ObjectNode definition) {
    GroupResource resource() {
      return new GroupResource(type.group(), type.plural());
    }

    /// Where the objects are stored.
    GroupResource storage() {
      GroupResource own = resource();
      return own.equals(EVENTS_NEW) ? GroupResource.EVENTS : own;
    }

    boolean custom() {
      return definition != null;
    }

    /// The text that warns clients of a version that is on its way out.
    Optional<String> deprecation() {
      if (definition == null) {
        return resource().equals(GroupResource.ENDPOINTS)
            ? Optional.of(
                "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice")
            : Optional.empty();
      }
      JsonNode version = definedVersion();
      if (!version.path("deprecated").asBoolean()) {
        return Optional.empty();
      }
      String own = version.path("deprecationWarning").asText("");
      return Optional.of(
          own.isEmpty() ? type.apiVersion() + " " + type.kindName() + " is deprecated" : own);
    }

    /// The list's kind.
    String listKind() {
      String own =
          definition == null
              ? ""
              : definition.path("status").path("acceptedNames").path("listKind").asText("");
      return own.isEmpty() ? type.kindName() + "List" : own;
    }

    /// This version's part of the definition.
    JsonNode definedVersion() {
      if (definition != null) {
        for (JsonNode version : definition.path("spec").path("versions")) {
          if (version.path("name").asText().equals(type.version())) {
            return version;
          }
        }
      }
      return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }
  }

  /// All kinds at one moment.
  static final class View {
    private final List<Entry> entries;
    private final Map<String, Entry> byPath = new HashMap<>();
    private final Map<GroupResource, Entry> storage = new HashMap<>();
    private final Map<String, Set<String>> versions = new HashMap<>();
    private final Set<String> customGroups = new LinkedHashSet<>();

    View(List<Entry> entries) {
      this.entries = List.copyOf(entries);
      for (Entry entry : entries) {
        ResourceType type = entry.type();
        byPath.put(path(type.group(), type.version(), type.plural()), entry);
        versions.computeIfAbsent(type.group(), _ -> new LinkedHashSet<>()).add(type.version());
        if (entry.custom()) {
          customGroups.add(type.group());
          if (entry.definedVersion().path("storage").asBoolean()) {
            storage.put(entry.resource(), entry);
          }
        }
        storage.putIfAbsent(entry.resource(), entry);
      }
    }

    List<Entry> entries() {
      return entries;
    }

    Optional<Entry> find(String group, String version, String plural) {
      return Optional.ofNullable(byPath.get(path(group, version, plural)));
    }

    /// The version that a resource is stored in.
    Optional<Entry> storage(GroupResource resource) {
      return Optional.ofNullable(storage.get(resource));
    }

    /// The versions of a group, preferred first; empty for an unknown group.
    List<String> versions(String group) {
      return List.copyOf(versions.getOrDefault(group, Set.of()));
    }

    boolean isCustomGroup(String group) {
      return customGroups.contains(group);
    }

    private static String path(String group, String version, String plural) {
      return group + "/" + version + "/" + plural;
    }
  }

  View view() {
    return view;
  }

  /// Serves what a definition defines, in place of what it defined before.
  synchronized void define(ObjectNode definition) {
    List<Entry> entries = without(definition);
    for (ResourceType type : ResourceTypes.ofDefinition(definition)) {
      entries.add(new Entry(type, definition));
    }
    view = new View(entries);
  }

  /// Serves a definition's kinds no longer.
  synchronized void undefine(ObjectNode definition) {
    view = new View(without(definition));
  }

  private List<Entry> without(ObjectNode definition) {
    String name = Json.name(definition);
    List<Entry> entries = new ArrayList<>(view.entries());
    entries.removeIf(
        entry -> entry.definition() != null && Json.name(entry.definition()).equals(name));
    return entries;
  }
}
