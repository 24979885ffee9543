package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Field names of kustomizations count in any case, as for Go's JSON reader: `fieldpath` is often
/// written for `fieldPath`.
final class Spelling {
  private static final Map<String, String> FIELDS =
      List.of(
              "allowKindChange",
              "allowNameChange",
              "annotationSelector",
              "apiVersion",
              "behavior",
              "bases",
              "buildMetadata",
              "commonAnnotations",
              "commonLabels",
              "components",
              "configMapGenerator",
              "configurations",
              "count",
              "crds",
              "create",
              "delimiter",
              "digest",
              "disableNameSuffixHash",
              "encoding",
              "env",
              "envs",
              "fieldPath",
              "fieldPaths",
              "fieldref",
              "fields",
              "files",
              "generatorOptions",
              "generators",
              "group",
              "helmCharts",
              "helmGlobals",
              "images",
              "imageTags",
              "immutable",
              "includeSelectors",
              "includeTemplates",
              "index",
              "kind",
              "labelSelector",
              "labels",
              "legacySortOptions",
              "literals",
              "metadata",
              "name",
              "namePrefix",
              "nameSuffix",
              "namespace",
              "newName",
              "newTag",
              "objref",
              "openapi",
              "options",
              "order",
              "orderFirst",
              "orderLast",
              "pairs",
              "patch",
              "patches",
              "patchesJson6902",
              "patchesStrategicMerge",
              "path",
              "reject",
              "replacements",
              "replicas",
              "resources",
              "secretGenerator",
              "select",
              "sortOptions",
              "source",
              "tagSuffix",
              "target",
              "targets",
              "transformers",
              "type",
              "validators",
              "vars",
              "version")
          .stream()
          .collect(Collectors.toMap(name -> name.toLowerCase(Locale.ROOT), Function.identity()));

  /// Where the keys are the user's own.
  private static final Set<String> FREE =
      Set.of("commonLabels", "commonAnnotations", "pairs", "labels", "annotations", "metadata");

  private Spelling() {}

  /// The same fields in the usual spelling.
  static ObjectNode usual(ObjectNode fields) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> entry : fields.properties()) {
      String name = FIELDS.getOrDefault(entry.getKey().toLowerCase(Locale.ROOT), entry.getKey());
      JsonNode value = entry.getValue();
      result.set(name, value.isObject() && FREE.contains(name) ? value : usual(value));
    }
    return result;
  }

  private static JsonNode usual(JsonNode value) {
    return switch (value) {
      case ObjectNode object -> usual(object);
      case ArrayNode list -> {
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        list.forEach(item -> result.add(usual(item)));
        yield result;
      }
      default -> value;
    };
  }
}
