package dev.fairlead.sync.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApplicationSetTest {
  private static final String TEMPLATE =
      """
        template:
          metadata: {name: '%s'}
          spec:
            project: default
            source: {repoURL: https://github.com/acme/shop, path: '%s'}
            destination: {server: https://kubernetes.default.svc, namespace: '%s'}
      """;

  private final ApplicationSet.Surroundings surroundings =
      new ApplicationSet.Surroundings() {
        @Override
        public RevisionTree tree(String repoUrl, String revision) {
          return MemoryTree.of(
              Map.of(
                  "k8s/database/a.yaml", "",
                  "k8s/queue/a.yaml", "",
                  "k8s/old/a.yaml", "",
                  "envs/dev/config.json", "{\"cluster\": {\"name\": \"dev\"}, \"size\": 2}"));
        }

        @Override
        public List<ApplicationSet.Cluster> clusters() {
          return List.of(
              new ApplicationSet.Cluster("in-cluster", "https://kubernetes.default.svc"));
        }
      };

  private List<String> names(String spec) {
    return generate(spec).applications().stream()
        .map(application ->
            application.at("/metadata/name").asText()
                + " "
                + application.at("/spec/source/path").asText()
                + " "
                + application.at("/spec/destination/namespace").asText())
        .toList();
  }

  private ApplicationSet.Generated generate(String spec) {
    ObjectNode object =
        (ObjectNode)
            YamlJson.toJson(
                Yaml.parseOne(
                        "set.yaml",
                        "apiVersion: argoproj.io/v1alpha1\n"
                            + "kind: ApplicationSet\n"
                            + "metadata: {name: s}\n"
                            + "spec:\n"
                            + spec)
                    .orElseThrow(),
                Schema.YAML_1_1);
    return ApplicationSet.of(object).generate(surroundings);
  }

  @Test
  void fillsTheTemplateForEachElementOfAList() {
    assertThat(
            names(
                "  generators: [{list: {elements: [{svc: auth, ns: dev}, {svc: chat, ns: dev}]}}]\n"
                    + TEMPLATE.formatted("{{svc}}-app", "apps/{{ svc }}", "{{ns}}")))
        .containsExactly("auth-app apps/auth dev", "chat-app apps/chat dev");
  }

  @Test
  void makesOneForEachDirectory() {
    assertThat(
            names(
                """
                  generators:
                    - git:
                        repoURL: https://github.com/acme/shop
                        directories: [{path: k8s/*}, {path: k8s/old, exclude: true}]
                """
                    + TEMPLATE.formatted("k8s-{{path.basename}}", "{{path}}", "{{path[1]}}")))
        .containsExactly("k8s-database k8s/database database", "k8s-queue k8s/queue queue");
  }

  @Test
  void readsParametersFromFiles() {
    assertThat(
            names(
                """
                  generators:
                    - git:
                        repoURL: https://github.com/acme/shop
                        files: [{path: "envs/**/config.json"}]
                """
                    + TEMPLATE.formatted("{{cluster.name}}", "{{path}}", "n{{size}}")))
        .containsExactly("dev envs/dev n2");
  }

  @Test
  void multipliesTwoGenerators() {
    assertThat(
            names(
                """
                  generators:
                    - matrix:
                        generators:
                          - list: {elements: [{env: dev}, {env: prod}]}
                          - list: {elements: [{svc: 'a-{{env}}'}, {svc: b}]}
                """
                    + TEMPLATE.formatted("{{svc}}-{{env}}", "x", "n")))
        .containsExactly("a-dev-dev x n", "b-dev x n", "a-prod-prod x n", "b-prod x n");
  }

  @Test
  void leavesOutWhatIsInvalidAndSaysSo() {
    ApplicationSet.Generated generated =
        generate(
            "  generators: [{list: {elements: [{svc: auth}, {svc: Auth}, {svc: auth}]}}]\n"
                + TEMPLATE.formatted("{{svc}}", "x", "n"));

    assertThat(generated.applications()).hasSize(1);
    assertThat(generated.errors()).hasSize(2);
  }

  @Test
  void namesAGeneratorThatIsNotThere() {
    assertThatThrownBy(() ->
            generate("  generators: [{scmProvider: {}}]\n" + TEMPLATE.formatted("a", "x", "n")))
        .hasMessageContaining("scmProvider");
  }
}
