package dev.fairlead.acceptance.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.chart.ChartEngine;
import dev.fairlead.chart.Charts;
import dev.fairlead.chart.RenderRequest;
import dev.fairlead.chart.Rendered;
import dev.fairlead.chart.ValuesSource;
import dev.fairlead.git.WorkingTree;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The example platform as it lies in the working tree.
final class Example {
  static final Path ROOT = Path.of("../examples/ecoeco-backend");
  static final String CHART = "charts/ecoeco-backend";

  private final RevisionTree tree = WorkingTree.of(ROOT);

  /// An Application that renders the chart.
  record ChartApplication(
      String name, String namespace, List<String> valueFiles, List<String> parameters) {}

  /// Every Application below `argocd/`; all of them render the chart.
  List<ChartApplication> chartApplications() {
    List<ChartApplication> applications = new ArrayList<>();
    for (TreeEntry file : tree.walk("argocd")) {
      for (JsonNode object : documents(file.path())) {
        if (object.path("kind").asText().equals("Application")) {
          JsonNode helm = object.path("spec").path("source").path("helm");
          List<String> files = new ArrayList<>();
          helm.path("valueFiles").forEach(name -> files.add(name.asText()));
          List<String> parameters = new ArrayList<>();
          helm.path("parameters")
              .forEach(parameter ->
                  parameters.add(
                      parameter.path("name").asText() + "=" + parameter.path("value").asText()));
          applications.add(
              new ChartApplication(
                  object.path("metadata").path("name").asText(),
                  object.path("spec").path("destination").path("namespace").asText(),
                  files,
                  parameters));
        }
      }
    }
    return applications;
  }

  Rendered render(ChartApplication application) {
    RenderRequest request =
        RenderRequest.of(application.name()).withNamespace(application.namespace());
    for (String file : application.valueFiles()) {
      request = request.plus(new ValuesSource.File(file, tree.text(CHART + "/" + file)));
    }
    for (String parameter : application.parameters()) {
      request = request.plus(new ValuesSource.Set(parameter));
    }
    return new ChartEngine().render(Charts.load(tree, CHART), request);
  }

  /// Every object that an Application renders, as `Kind namespace/name`, and what renders it; fails
  /// where two do.
  Map<String, String> owners() {
    Map<String, String> owners = new HashMap<>();
    for (ChartApplication application : chartApplications()) {
      String text = render(application).output();
      for (JsonNode object : documents(application.name(), text)) {
        own(owners, application.name(), object, application.namespace());
      }
    }
    for (JsonNode set : documents("argocd/applicationset-k8s.yaml")) {
      for (JsonNode element : set.at("/spec/generators/0/list/elements")) {
        for (TreeEntry file : tree.walk("k8s/" + element.path("folder").asText())) {
          for (JsonNode object : documents(file.path())) {
            own(owners, file.path(), object, element.path("namespace").asText());
          }
        }
      }
    }
    return owners;
  }

  private static void own(
      Map<String, String> owners, String owner, JsonNode object, String namespace) {
    String key = key(object.path("kind").asText(), object.path("metadata"), namespace);
    assertThat(owners.put(key, owner)).as(key + " of " + owner + " is owned already").isNull();
  }

  static String key(String kind, JsonNode metadata, String namespace) {
    return "%s %s/%s"
        .formatted(
            kind, metadata.path("namespace").asText(namespace), metadata.path("name").asText());
  }

  RevisionTree tree() {
    return tree;
  }

  List<JsonNode> documents(String path) {
    return documents(path, tree.text(path));
  }

  static List<JsonNode> documents(String name, String text) {
    return Yaml.parse(name, text).stream()
        .map(node -> YamlJson.toJson(node, Schema.YAML_1_1))
        .filter(JsonNode::isObject)
        .toList();
  }
}
