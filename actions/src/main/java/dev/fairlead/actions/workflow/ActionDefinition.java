package dev.fairlead.actions.workflow;

import dev.fairlead.actions.workflow.Workflow.Step;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.Severity;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An `action.yml`.
///
/// @param inputs name to declaration, in order
/// @param outputs name to value; only composite actions give values here
public record ActionDefinition(
    String file,
    String name,
    Map<String, Input> inputs,
    Map<String, Template> outputs,
    Runs runs,
    List<Finding> problems) {

  public ActionDefinition {
    inputs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    outputs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    problems = List.copyOf(problems);
  }

  /// The names that GitHub looks for, in its order.
  public static final List<String> FILE_NAMES = List.of("action.yml", "action.yaml");

  public record Input(Optional<Template> defaultValue, String deprecation) {}

  public sealed interface Runs {
    record Composite(List<Step> steps) implements Runs {}

    /// @param pre empty: none
    /// @param post empty: none
    record JavaScript(
        String version,
        String main,
        String pre,
        Optional<Condition> preIf,
        String post,
        Optional<Condition> postIf)
        implements Runs {}

    record Docker(String image) implements Runs {}

    record Unknown(String using) implements Runs {}
  }

  public List<Finding> errors() {
    return problems.stream().filter(problem -> problem.severity() == Severity.ERROR).toList();
  }

  /// Reads an action. What is wrong with it is in [#problems].
  public static ActionDefinition read(String file, String text) {
    var problems = new Problems();
    try {
      Optional<YamlNode> document = Yaml.parseOne(file, text);
      if (document.isPresent() && document.get() instanceof YamlMapping mapping) {
        return new Reader(file, problems).read(mapping);
      }
      problems.error(Position.of(file), "an action must be a mapping with 'runs'");
    } catch (YamlException e) {
      problems.error(e.position(), e.problem());
    }
    return new ActionDefinition(
        file, file, Map.of(), Map.of(), new Runs.Unknown(""), problems.sorted());
  }

  private record Reader(String file, Problems problems) {

    ActionDefinition read(YamlMapping mapping) {
      var templates = new TemplateReader(problems);
      Keys keys = new Keys(mapping, "an action", problems);
      String name = keys.text("name").orElse(file);
      for (String other : List.of("description", "author", "branding")) {
        keys.take(other);
      }
      Map<String, Input> inputs = new LinkedHashMap<>();
      keys.mapping("inputs")
          .ifPresent(each -> {
            for (YamlMapping.Entry entry : each.entries()) {
              Optional<Template> value = Optional.empty();
              String deprecation = "";
              if (entry.value() instanceof YamlMapping declared) {
                value =
                    declared
                        .find("default")
                        .filter(node -> !Keys.isNull(node))
                        .map(node -> templates.read(node, Place.ACTION_INPUT));
                deprecation = declared.scalar("deprecationMessage").map(s -> s.value()).orElse("");
              }
              inputs.put(entry.name().orElse(""), new Input(value, deprecation));
            }
          });
      Map<String, Template> outputs = new LinkedHashMap<>();
      keys.mapping("outputs")
          .ifPresent(each -> {
            for (YamlMapping.Entry entry : each.entries()) {
              if (entry.value() instanceof YamlMapping declared) {
                declared
                    .find("value")
                    .ifPresent(node ->
                        outputs.put(
                            entry.name().orElse(""), templates.read(node, Place.ACTION_OUTPUT)));
              }
            }
          });
      Runs runs =
          keys.mapping("runs").map(each -> runs(each, templates)).orElse(new Runs.Unknown(""));
      if (!keys.has("runs")) {
        problems.error(mapping.position(), "an action needs 'runs'");
      }
      return new ActionDefinition(file, name, inputs, outputs, runs, problems.sorted());
    }

    private Runs runs(YamlMapping mapping, TemplateReader templates) {
      Keys keys = new Keys(mapping, "'runs'", problems);
      String using = keys.text("using").orElse("");
      if (using.equals("composite")) {
        return new Runs.Composite(
            keys.take("steps")
                .map(new StepsReader(problems, templates, true)::read)
                .orElse(List.of()));
      }
      if (using.startsWith("node")) {
        return new Runs.JavaScript(
            using,
            keys.text("main").orElse(""),
            keys.text("pre").orElse(""),
            keys.take("pre-if").flatMap(node -> templates.condition(node, Place.STEP_IF)),
            keys.text("post").orElse(""),
            keys.take("post-if").flatMap(node -> templates.condition(node, Place.STEP_IF)));
      }
      return using.equals("docker")
          ? new Runs.Docker(keys.text("image").orElse(""))
          : new Runs.Unknown(using);
    }
  }
}
