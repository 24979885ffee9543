package dev.fairlead.sync.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ApiResource;
import dev.fairlead.cluster.Discovery;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.model.Position;
import dev.fairlead.sync.application.AppProject;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.plan.Hook;
import dev.fairlead.sync.plan.Names;
import dev.fairlead.sync.render.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// From rendered manifests to the objects that an Application wants.
///
/// @param targets in the order rendered; of equal ones the last
/// @param errors what makes the whole set unusable, each with its place
/// @param repeated objects that were rendered more than once
public record Targets(List<Target> targets, List<String> errors, List<String> repeated) {

  public Targets {
    targets = List.copyOf(targets);
    errors = List.copyOf(errors);
    repeated = List.copyOf(repeated);
  }

  /// @param discovery says which kinds have a namespace; an unknown kind counts as having one,
  ///   unless a definition among the manifests says otherwise
  public static Targets of(
      List<Manifest> manifests, Application application, AppProject project, Discovery discovery) {
    return new Reader(application, project, discovery).read(manifests);
  }

  private static final class Reader {
    private final Application application;
    private final AppProject project;
    private final Discovery discovery;
    private final Map<String, Boolean> definedScopes = new HashMap<>();
    private final Map<ResourceKey, Target> named = new LinkedHashMap<>();
    private final List<Target> unnamed = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<String> repeated = new ArrayList<>();

    Reader(Application application, AppProject project, Discovery discovery) {
      this.application = application;
      this.project = project;
      this.discovery = discovery;
    }

    Targets read(List<Manifest> manifests) {
      for (Manifest manifest : manifests) {
        JsonNode object = manifest.object();
        if (object.path("kind").asText().equals("CustomResourceDefinition")) {
          JsonNode spec = object.path("spec");
          definedScopes.put(
              spec.path("group").asText() + "/" + spec.path("names").path("kind").asText(),
              !spec.path("scope").asText().equals("Cluster"));
        }
      }
      for (Manifest manifest : manifests) {
        add(manifest);
      }
      var all = new ArrayList<>(named.values());
      all.addAll(unnamed);
      return new Targets(all, errors, repeated);
    }

    private void add(Manifest manifest) {
      ObjectNode object = manifest.object();
      Position origin = manifest.origin();
      ResourceKey key = ResourceKey.of(object);
      if (object.path("apiVersion").asText("").isEmpty() || key.kind().isEmpty()) {
        errors.add(
            origin
                + ": the object has no "
                + (key.kind().isEmpty() ? "kind" : "apiVersion")
                + ": every object needs apiVersion, kind and metadata.name; add it or exclude the"
                + " file");
        return;
      }
      Hook hook = Hook.of(object);
      boolean generated =
          key.name().isEmpty() && object.path("metadata").hasNonNull("generateName");
      if (key.name().isEmpty() && !(generated && hook.isHook())) {
        errors.add(
            origin
                + ": "
                + key.kind()
                + (generated
                    ? " has generateName, which only hooks may have: name it"
                    : " has no metadata.name"));
        return;
      }
      boolean namespaced = isNamespaced(key);
      String namespace =
          namespaced
              ? (key.namespace().isEmpty()
                  ? application.destination().namespace()
                  : key.namespace())
              : "";
      if (namespaced && namespace.isEmpty()) {
        errors.add(
            origin
                + ": Namespace for "
                + key.name()
                + " "
                + object.path("apiVersion").asText()
                + ", Kind="
                + key.kind()
                + " is missing: set metadata.namespace here or spec.destination.namespace");
        return;
      }
      Optional<String> refused =
          !project.permits(key.group(), key.kind(), namespaced)
              ? Optional.of(
                  "resource %s:%s is not permitted in project %s"
                      .formatted(key.group(), key.kind(), project.name()))
              : namespaced
                  ? project.refusesDestination(application.destination(), namespace)
                  : Optional.empty();
      if (refused.isPresent()) {
        errors.add(origin + ": " + key + ": " + refused.get());
        return;
      }
      key = key.withNamespace(namespace);
      var target = new Target(key, complete(object, key, namespaced), hook, origin);
      if (key.name().isEmpty()) {
        unnamed.add(target);
        return;
      }
      Target before = named.remove(key);
      if (before != null) {
        repeated.add(
            "Resource %s appeared more than once among application resources: at %s and %s; the last one counts"
                .formatted(key, before.origin(), origin));
      }
      named.put(key, target);
    }

    private boolean isNamespaced(ResourceKey key) {
      return discovery
          .find(key.group(), key.kind())
          .map(ApiResource::namespaced)
          .orElseGet(() -> definedScopes.getOrDefault(key.group() + "/" + key.kind(), true));
    }

    private ObjectNode complete(ObjectNode object, ResourceKey key, boolean namespaced) {
      ObjectNode copy = object.deepCopy();
      ObjectNode metadata = copy.withObject("/metadata");
      if (namespaced) {
        metadata.put("namespace", key.namespace());
      } else {
        metadata.remove("namespace");
      }
      // Helm charts write empty maps as null.
      for (String field : List.of("annotations", "labels")) {
        if (metadata.path(field).isNull()) {
          metadata.remove(field);
        }
      }
      if (!key.kind().equals("CustomResourceDefinition")) {
        metadata
            .withObject("/annotations")
            .put(
                Names.TRACKING_ID,
                Tracking.id(
                    application.name(),
                    key,
                    namespaced ? key.namespace() : application.destination().namespace()));
      }
      return copy;
    }
  }
}
