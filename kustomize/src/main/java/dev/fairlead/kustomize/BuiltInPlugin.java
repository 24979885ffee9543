package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A transformer of `transformers` that is part of kustomize itself (`apiVersion: builtin`): the
/// same as a field of the kustomization, but with field specs of its own.
///
/// @param read the text of a file that the configuration names
record BuiltInPlugin(ObjectNode configuration, Function<String, String> read) {

  void apply(Resources resources) {
    String kind = configuration.path("kind").asText("");
    if (!configuration.path("apiVersion").asText("").equals("builtin")) {
      throw Refusal.unsupported(
          "%s %s is not built in: plugins run programs; use patches or replacements"
              .formatted(configuration.path("apiVersion").asText(""), kind));
    }
    List<FieldSpec> fields = new ArrayList<>();
    configuration.path("fieldSpecs").forEach(field -> fields.add(FieldSpec.of(field)));
    switch (kind) {
      case "PrefixTransformer", "SuffixTransformer", "PrefixSuffixTransformer" -> {
        Transformers.rename(resources, Transformers.Affix.PREFIX, text("prefix"), fields);
        Transformers.rename(resources, Transformers.Affix.SUFFIX, text("suffix"), fields);
      }
      case "NamespaceTransformer" -> {
        String namespace = configuration.path("metadata").path("namespace").asText("");
        if (!namespace.isEmpty()) {
          Transformers.move(
              resources,
              namespace,
              fields,
              text("setRoleBindingSubjects"),
              configuration.path("unsetOnly").asBoolean());
        }
      }
      case "LabelTransformer" -> Transformers.put(resources, fields, pairs("labels"));
      case "AnnotationsTransformer" -> Transformers.put(resources, fields, pairs("annotations"));
      case "ReplicaCountTransformer" ->
          Transformers.scale(resources, fields, configuration.path("replica"));
      case "ImageTagTransformer" -> {
        Images images = new Images(configuration.path("imageTag"));
        resources.all().forEach(resource -> images.apply(resource, fields));
      }
      case "ReplacementTransformer" ->
          configuration.path("replacements").forEach(new Replacements(resources)::apply);
      case "PatchTransformer" -> {
        String path = text("path");
        String source = path.isEmpty() ? "an inline patch" : path;
        String patch = path.isEmpty() ? text("patch") : read.apply(path);
        Patch.of(source, patch, configuration).apply(resources);
      }
      case "PatchJson6902Transformer" -> {
        String path = text("path");
        String patch = path.isEmpty() ? text("jsonOp") : read.apply(path);
        Patch.operations(path.isEmpty() ? "an inline patch" : path, patch, configuration)
            .apply(resources);
      }
      case "PatchStrategicMergeTransformer" -> {
        for (JsonNode path : configuration.path("paths")) {
          Patch.merge(path.asText(), read.apply(path.asText())).apply(resources);
        }
        if (!text("patches").isEmpty()) {
          Patch.merge("an inline patch", text("patches")).apply(resources);
        }
      }
      default -> throw Refusal.unsupported("there is no built-in transformer " + kind);
    }
    resources.drop(Resource::isEmpty);
  }

  private String text(String field) {
    return configuration.path(field).asText("");
  }

  private Map<String, String> pairs(String field) {
    return Resource.texts(configuration.path(field));
  }
}
