package dev.fairlead.sync.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fairlead.chart.ChartEngine;
import dev.fairlead.chart.ChartException;
import dev.fairlead.chart.Charts;
import dev.fairlead.chart.RenderRequest;
import dev.fairlead.chart.Rendered;
import dev.fairlead.chart.ValuesSource;
import dev.fairlead.kubernetes.JsonMergePatch;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.sync.application.ApplicationSet.GenerationException;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlJson;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Fills the template of an ApplicationSet: `{{key}}`, or Go templates with Sprig where the set
/// says `goTemplate: true`.
final class SetTemplate {
  private static final Pattern KEY = Pattern.compile("\\{\\{\\s*([^}\\s]+)\\s*}}");

  private SetTemplate() {}

  /// The Application of one set of parameters.
  static ObjectNode render(ObjectNode set, Generators.Result parameters, boolean go) {
    JsonNode spec = set.path("spec");
    ObjectNode template = spec.path("template").deepCopy();
    merge(template, parameters.template());
    JsonNode filled = fill(template, parameters, go);
    ObjectNode application = JsonNodeFactory.instance.objectNode();
    application.put("apiVersion", Application.API_VERSION).put("kind", Application.KIND);
    ObjectNode metadata = application.putObject("metadata");
    for (String field : List.of("name", "labels", "annotations", "finalizers")) {
      if (filled.path("metadata").hasNonNull(field)) {
        metadata.set(field, filled.path("metadata").path(field));
      }
    }
    application.set("spec", filled.path("spec").deepCopy());
    String patch = Json.text(spec, "templatePatch");
    return patch.isBlank() ? application : patched(application, text(patch, parameters, go));
  }

  private static ObjectNode patched(ObjectNode application, String patch) {
    try {
      JsonNode read =
          Yaml.parseOne("templatePatch", patch)
              .map(node -> YamlJson.toJson(node, Schema.YAML_1_1))
              .orElseGet(JsonNodeFactory.instance::objectNode);
      JsonNode project = application.path("spec").path("project");
      if (JsonMergePatch.apply(application, read) instanceof ObjectNode result) {
        // As Argo CD: a patch cannot move an Application to another project.
        if (project.isTextual()) {
          result.withObject("/spec").set("project", project);
        }
        return result;
      }
      throw new GenerationException("templatePatch is no mapping");
    } catch (YamlException e) {
      throw new GenerationException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void merge(ObjectNode into, ObjectNode winner) {
    for (Map.Entry<String, JsonNode> entry : winner.properties()) {
      JsonNode value = entry.getValue();
      if (value instanceof ObjectNode object
          && into.path(entry.getKey()) instanceof ObjectNode inner) {
        merge(inner, object);
      } else if (!value.isNull() && !(value.isTextual() && value.asText().isEmpty())) {
        into.set(entry.getKey(), value.deepCopy());
      }
    }
  }

  /// A copy of a tree in which every text, keys included, is filled.
  static JsonNode fill(JsonNode tree, Generators.Result parameters, boolean go) {
    var texts = new ArrayList<String>();
    collect(tree, texts);
    List<String> filled =
        go
            ? GoTexts.render(texts, parameters.values())
            : texts.stream().map(text -> simple(text, parameters.flat())).toList();
    return rebuild(tree, filled.iterator());
  }

  static String text(String text, Generators.Result parameters, boolean go) {
    return go
        ? GoTexts.render(List.of(text), parameters.values()).getFirst()
        : simple(text, parameters.flat());
  }

  /// Unknown keys are left as they are.
  private static String simple(String text, Map<String, String> parameters) {
    if (!text.contains("{{")) {
      return text;
    }
    return KEY.matcher(text)
        .replaceAll(match ->
            Matcher.quoteReplacement(parameters.getOrDefault(match.group(1), match.group())));
  }

  private static void collect(JsonNode node, List<String> into) {
    if (node.isTextual()) {
      into.add(node.asText());
    } else if (node.isObject()) {
      node.properties()
          .forEach(entry -> {
            into.add(entry.getKey());
            collect(entry.getValue(), into);
          });
    } else {
      node.forEach(item -> collect(item, into));
    }
  }

  private static JsonNode rebuild(JsonNode node, Iterator<String> texts) {
    if (node.isTextual()) {
      return TextNode.valueOf(texts.next());
    }
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        String key = texts.next();
        copy.set(key, rebuild(entry.getValue(), texts));
      }
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> copy.add(rebuild(item, texts)));
      return copy;
    }
    return node;
  }

  /// Go templates through the chart engine: each text becomes a named template of a chart that
  /// exists only for this, so that `.` and `$` are the parameters.
  private static final class GoTexts {
    private static final String MARK = "fairlead-set-text";

    private GoTexts() {}

    static List<String> render(List<String> texts, ObjectNode parameters) {
      var wanted = new ArrayList<Integer>();
      var template = new StringBuilder();
      var calls = new StringBuilder();
      for (int i = 0; i < texts.size(); i++) {
        if (texts.get(i).contains("{{")) {
          wanted.add(i);
          template
              .append("{{- define \"%s-%d\" }}".formatted(MARK, i))
              .append(texts.get(i))
              .append("{{ end -}}\n");
          calls.append("- {{ include \"%s-%d\" .Values | toJson }}\n".formatted(MARK, i));
        }
      }
      if (wanted.isEmpty()) {
        return texts;
      }
      Map<String, String> files = new LinkedHashMap<>();
      files.put("Chart.yaml", "apiVersion: v2\nname: set\nversion: 0.0.0\n");
      files.put("templates/_texts.tpl", template.toString());
      files.put("templates/texts.yaml", "texts:\n" + calls);
      try {
        Rendered rendered =
            new ChartEngine()
                .render(
                    Charts.load(MemoryTree.of(files), ""),
                    RenderRequest.of("set").plus(new ValuesSource.Values(parameters)));
        JsonNode out =
            Yaml.parse("template", rendered.documents().getFirst().text()).stream()
                .map(node -> YamlJson.toJson(node, Schema.YAML_1_1))
                .findFirst()
                .orElseThrow();
        var filled = new ArrayList<>(texts);
        for (int i = 0; i < wanted.size(); i++) {
          filled.set(wanted.get(i), out.path("texts").path(i).asText());
        }
        return filled;
      } catch (ChartException | YamlException e) {
        throw new GenerationException(
            "the template cannot be filled: " + String.valueOf(e.getMessage()), e);
      }
    }
  }
}
