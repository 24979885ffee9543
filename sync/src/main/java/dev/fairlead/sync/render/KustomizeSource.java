package dev.fairlead.sync.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kustomize.Kustomize;
import dev.fairlead.kustomize.KustomizeException;
import dev.fairlead.kustomize.KustomizeOptions;
import dev.fairlead.model.Position;
import dev.fairlead.sync.application.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A kustomization, with what the Application's `kustomize` block adds.
final class KustomizeSource {
  private KustomizeSource() {}

  static List<Manifest> render(SourceRevision source, String path, BuildEnvironment environment) {
    Source.Kustomize block =
        Objects.requireNonNullElse(source.source().kustomize(), Source.Kustomize.NONE);
    try {
      return Kustomize.build(source.tree(), path, options(block, environment)).stream()
          .map(object -> new Manifest(object, Position.of(path.isEmpty() ? "." : path)))
          .toList();
    } catch (KustomizeException e) {
      // Its message names the place already.
      String message = Objects.requireNonNullElse(e.getMessage(), e.path());
      throw e.isUnsupported()
          ? RenderException.unsupported(null, message, e)
          : new RenderException(null, message, e);
    }
  }

  private static KustomizeOptions options(Source.Kustomize block, BuildEnvironment environment) {
    JsonNode json = block.json();
    KustomizeOptions options =
        KustomizeOptions.NONE
            .withImages(block.images().stream().map(environment::expand).toList())
            .withComponents(block.components(), json.path("ignoreMissingComponents").asBoolean());
    if (!block.namePrefix().isEmpty()) {
      options = options.withNamePrefix(block.namePrefix());
    }
    if (!block.nameSuffix().isEmpty()) {
      options = options.withNameSuffix(block.nameSuffix());
    }
    if (!block.namespace().isEmpty()) {
      options = options.withNamespace(block.namespace());
    }
    var replicas = new LinkedHashMap<String, Long>();
    for (JsonNode replica : json.path("replicas")) {
      replicas.put(replica.path("name").asText(), replica.path("count").asLong());
    }
    var labels = texts(json.path("commonLabels"), environment, true);
    var annotations =
        texts(
            json.path("commonAnnotations"),
            environment,
            json.path("commonAnnotationsEnvsubst").asBoolean());
    var patches = new ArrayList<ObjectNode>();
    for (JsonNode patch : json.path("patches")) {
      if (patch instanceof ObjectNode object) {
        patches.add(object);
      }
    }
    return options
        .withReplicas(replicas)
        .withCommonLabels(
            labels,
            json.path("labelWithoutSelector").asBoolean(),
            json.path("labelIncludeTemplates").asBoolean())
        .withCommonAnnotations(annotations)
        .withPatches(patches);
  }

  private static Map<String, String> texts(
      JsonNode map, BuildEnvironment environment, boolean expand) {
    var texts = new LinkedHashMap<String, String>();
    map.properties()
        .forEach(entry -> {
          String text = entry.getValue().asText();
          texts.put(entry.getKey(), expand ? environment.expand(text) : text);
        });
    return texts;
  }
}
