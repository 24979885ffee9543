package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlJson;
import dev.fairlead.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A kustomization file: what it asks for, with deprecated spellings already replaced by the new
/// ones, and with typed access to its fields.
///
/// @param file the path of the file in the tree
record Kustomization(String file, ObjectNode fields) {
  static final List<String> FILE_NAMES =
      List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

  private static final Set<String> KNOWN =
      Set.of(
          "apiVersion",
          "kind",
          "metadata",
          "openapi",
          "namePrefix",
          "nameSuffix",
          "namespace",
          "commonLabels",
          "labels",
          "commonAnnotations",
          "patchesStrategicMerge",
          "patchesJson6902",
          "patches",
          "images",
          "imageTags",
          "replacements",
          "replicas",
          "vars",
          "sortOptions",
          "resources",
          "components",
          "crds",
          "bases",
          "configMapGenerator",
          "secretGenerator",
          "helmGlobals",
          "helmCharts",
          "helmChartInflationGenerator",
          "generatorOptions",
          "configurations",
          "generators",
          "transformers",
          "validators",
          "buildMetadata");

  /// What this build does not do, and what to do instead.
  private static final Map<String, String> REFUSED =
      Map.of(
          "helmCharts", "let an Application of its own render the chart",
          "helmChartInflationGenerator", "let an Application of its own render the chart",
          "generators", "plugins run programs; use configMapGenerator or secretGenerator",
          "validators", "plugins run programs; remove them",
          "buildMetadata", "remove it: origins are recorded elsewhere");

  /// Reads the kustomization of a directory.
  static Kustomization load(RevisionTree tree, String directory) {
    List<String> files =
        FILE_NAMES.stream().map(name -> Paths.join(directory, name)).filter(tree::isFile).toList();
    if (files.isEmpty()) {
      throw new Refusal(
          "no kustomization file in %s: expected one of %s"
              .formatted(Paths.show(directory), String.join(", ", FILE_NAMES)));
    }
    if (files.size() > 1) {
      throw new Refusal("found multiple kustomization files: " + String.join(", ", files));
    }
    String file = files.getFirst();
    List<YamlNode> documents = Documents.parse(file, tree.text(file));
    if (documents.isEmpty()) {
      throw new Refusal(file + ": kustomization.yaml is empty");
    }
    JsonNode fields;
    try {
      fields = YamlJson.toJson(documents.getFirst(), Schema.YAML_1_1);
    } catch (YamlException e) {
      throw Refusal.of(e);
    }
    if (!(fields instanceof ObjectNode object)) {
      throw new Refusal(file + ": expected a map, found " + fields);
    }
    return new Kustomization(file, Spelling.usual(object)).checked();
  }

  private Kustomization checked() {
    for (Map.Entry<String, JsonNode> entry : fields.properties()) {
      String name = entry.getKey();
      if (!KNOWN.contains(name)) {
        throw new Refusal(file + ": unknown field \"" + name + "\"");
      }
      if (REFUSED.containsKey(name) && !entry.getValue().isEmpty()) {
        throw Refusal.unsupported(
            "%s: field %s is not supported: %s".formatted(file, name, REFUSED.get(name)));
      }
    }
    if (fields.path("openapi").has("path")) {
      throw Refusal.unsupported(file + ": openapi.path is not supported: remove it");
    }
    String version = isComponent() ? "v1alpha1" : "v1beta1";
    String apiVersion = text("apiVersion");
    if (!text("kind").isEmpty() && !isComponent() && !text("kind").equals("Kustomization")) {
      throw new Refusal(file + ": kind should be Kustomization or Component");
    }
    if (!apiVersion.isEmpty() && !apiVersion.equals("kustomize.config.k8s.io/" + version)) {
      throw new Refusal(
          "%s: apiVersion for %s should be kustomize.config.k8s.io/%s"
              .formatted(file, isComponent() ? "Component" : "Kustomization", version));
    }
    if (fields.properties().stream()
        .allMatch(entry ->
            Set.of("apiVersion", "kind", "metadata").contains(entry.getKey())
                || entry.getValue().isNull())) {
      throw new Refusal(file + ": kustomization.yaml is empty");
    }
    return this;
  }

  boolean isComponent() {
    return text("kind").equals("Component");
  }

  String text(String field) {
    return text(fields.path(field), field);
  }

  private String text(JsonNode value, String field) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual()) {
      throw new Refusal(
          "%s: field %s must be a text, but is %s: put it in quotes".formatted(file, field, value));
    }
    return value.textValue();
  }

  /// A list of texts; with the deprecated field `older` behind it.
  List<String> texts(String field, String... older) {
    List<String> texts = new ArrayList<>();
    list(field, older).forEach(item -> texts.add(text(item, field)));
    return texts;
  }

  List<JsonNode> list(String field, String... older) {
    List<JsonNode> items = new ArrayList<>();
    for (String name : append(field, older)) {
      JsonNode value = fields.path(name);
      if (value.isArray()) {
        value.forEach(items::add);
      } else if (!value.isMissingNode() && !value.isNull()) {
        throw new Refusal("%s: field %s must be a list, but is %s".formatted(file, name, value));
      }
    }
    return items;
  }

  private static List<String> append(String field, String... older) {
    List<String> names = new ArrayList<>(List.of(field));
    names.addAll(List.of(older));
    return names;
  }

  /// A map of texts to texts.
  Map<String, String> map(String field) {
    return map(fields.path(field), field);
  }

  Map<String, String> map(JsonNode value, String field) {
    Map<String, String> map = new LinkedHashMap<>();
    value
        .properties()
        .forEach(
            entry -> map.put(entry.getKey(), text(entry.getValue(), field + "." + entry.getKey())));
    return map;
  }

  /// This kustomization with what an Application adds, as `kustomize edit` would write it.
  Kustomization with(RevisionTree tree, String directory, KustomizeOptions options) {
    ObjectNode changed = fields.deepCopy();
    if (options.namePrefix() != null) {
      changed.put("namePrefix", options.namePrefix());
    }
    if (options.nameSuffix() != null) {
      changed.put("nameSuffix", options.nameSuffix());
    }
    if (options.namespace() != null && !options.namespace().isEmpty()) {
      changed.put("namespace", options.namespace());
    }
    if (!options.images().isEmpty()) {
      changed.set("images", Images.edited(list("images", "imageTags"), options.images()));
      changed.remove("imageTags");
    }
    options
        .replicas()
        .forEach((name, count) -> {
          ArrayNode replicas = changed.withArray("/replicas");
          for (JsonNode have : replicas) {
            if (have.path("name").asText().equals(name)) {
              ((ObjectNode) have).put("count", count);
              return;
            }
          }
          replicas.addObject().put("name", name).put("count", count);
        });
    if (!options.commonLabels().isEmpty()) {
      if (options.labelWithoutSelector()) {
        ObjectNode entry = changed.withArray("/labels").addObject();
        options.commonLabels().forEach(entry.putObject("pairs")::put);
        entry.put("includeTemplates", options.labelIncludeTemplates());
      } else {
        options.commonLabels().forEach(changed.withObject("/commonLabels")::put);
      }
    }
    if (!options.commonAnnotations().isEmpty()) {
      options.commonAnnotations().forEach(changed.withObject("/commonAnnotations")::put);
    }
    options.patches().forEach(changed.withArray("/patches")::add);
    for (String component : options.components()) {
      if (!options.ignoreMissingComponents()
          || tree.isDirectory(Paths.resolve(directory, component))) {
        changed.withArray("/components").add(component);
      }
    }
    return new Kustomization(file, changed);
  }
}
