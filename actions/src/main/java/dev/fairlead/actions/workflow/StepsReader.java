package dev.fairlead.actions.workflow;

import dev.fairlead.actions.workflow.Workflow.Step;
import dev.fairlead.model.Position;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the steps of a job or of a composite action.
final class StepsReader {
  static final Pattern ID = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,98}");

  private final Problems problems;
  private final TemplateReader templates;
  private final boolean composite;

  StepsReader(Problems problems, TemplateReader templates, boolean composite) {
    this.problems = problems;
    this.templates = templates;
    this.composite = composite;
  }

  private Place place() {
    return composite ? Place.COMPOSITE_STEP : Place.STEP;
  }

  List<Step> read(YamlNode node) {
    if (!(node instanceof YamlSequence sequence)) {
      problems.error(node.position(), "'steps' must be a list");
      return List.of();
    }
    if (sequence.items().isEmpty()) {
      problems.error(node.position(), "'steps' must not be empty");
    }
    Set<String> ids = new HashSet<>();
    List<Step> steps = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      if (item instanceof YamlMapping mapping) {
        steps.add(step(mapping, ids));
      } else {
        problems.error(item.position(), "a step must be a mapping with 'run' or 'uses'");
      }
    }
    return List.copyOf(steps);
  }

  private Step step(YamlMapping mapping, Set<String> ids) {
    Keys keys = new Keys(mapping, "a step", problems);
    Position at = mapping.position();
    Optional<String> id = keys.text("id");
    id.ifPresent(text -> {
      if (!ID.matcher(text).matches() || text.startsWith("__")) {
        problems.error(
            keys.at("id"),
            "'"
                + text
                + "' is not an id: letters, digits, '-' and '_', starting with a letter or '_', at"
                + " most 99");
      } else if (!ids.add(text.toLowerCase(Locale.ROOT))) {
        problems.error(keys.at("id"), "the id '" + text + "' is used by an earlier step");
      }
    });
    Optional<Template> name = keys.take("name").map(node -> templates.read(node, place()));
    Optional<Condition> condition =
        keys.take("if")
            .flatMap(
                node -> templates.condition(node, composite ? Place.COMPOSITE_IF : Place.STEP_IF));
    Optional<Template> run = keys.take("run").map(node -> templates.read(node, place()));
    Optional<Uses> action = keys.text("uses").flatMap(text -> uses(keys.at("uses"), text));
    Template.Mapping with = mapping(keys, "with", place());
    Template.Mapping env = mapping(keys, "env", place());
    Optional<Template> shell = keys.take("shell").map(node -> templates.read(node, place()));
    Optional<Template> directory =
        keys.take("working-directory").map(node -> templates.read(node, place()));
    Optional<Template> continueOnError =
        keys.take("continue-on-error").map(node -> templates.read(node, place()));
    Optional<Template> timeout = Optional.empty();
    if (!composite) {
      timeout = keys.take("timeout-minutes").map(node -> templates.read(node, place()));
      for (String newer : List.of("background", "wait", "wait-all", "cancel", "parallel")) {
        if (keys.has(newer)) {
          keys.take(newer);
          problems.error(
              keys.at(newer),
              "'"
                  + newer
                  + "': steps in the background are not supported; start the program with '&' in"
                  + " 'run', it lives until the job ends");
        }
      }
    }
    keys.finish();
    check(keys, run, action);
    return new Step(
        id.orElseGet(() -> madeUp(action, run, ids)),
        id.isPresent(),
        at,
        name,
        condition,
        action,
        run,
        with,
        env,
        shell,
        directory,
        continueOnError,
        timeout);
  }

  private void check(Keys keys, Optional<Template> run, Optional<Uses> action) {
    if (run.isPresent() && keys.has("uses")) {
      problems.error(keys.at("run"), "a step has either 'run' or 'uses', not both");
    } else if (run.isEmpty() && action.isEmpty() && !keys.has("uses")) {
      problems.error(keys.at(), "a step needs 'run' or 'uses'");
    }
    if (run.isPresent() && keys.has("with")) {
      problems.error(
          keys.at("with"), "'with' belongs to 'uses'; give a script its values by 'env'");
    }
    if (action.isPresent()) {
      for (String key : List.of("shell", "working-directory")) {
        if (keys.has(key)) {
          problems.error(keys.at(key), "'" + key + "' belongs to 'run'");
        }
      }
    }
    if (composite && run.isPresent() && !keys.has("shell")) {
      problems.error(keys.at("run"), "a 'run' step of an action needs a 'shell'");
    }
  }

  private Optional<Uses> uses(Position at, String text) {
    if (text.contains("${{")) {
      problems.error(
          at, "'uses' cannot hold expressions: actions are looked up before the job runs");
      return Optional.empty();
    }
    Optional<Uses> uses = Uses.parse(at, text);
    if (uses.isEmpty()) {
      problems.error(
          at,
          "'" + text + "' is not an action: expected owner/name@ref, ./folder or docker://image");
    }
    return uses;
  }

  Template.Mapping mapping(Keys keys, String key, Place place) {
    Optional<YamlNode> node = keys.take(key);
    if (node.isEmpty() || Keys.isNull(node.get())) {
      return new Template.Mapping(keys.at(), Map.of());
    }
    Template template = templates.read(node.get(), place);
    if (template instanceof Template.Mapping mapping) {
      return mapping;
    }
    if (template instanceof Template.Computed computed) {
      // One expression may give the whole mapping.
      return new Template.Mapping(computed.at(), Map.of(Workflows.WHOLE, computed));
    }
    problems.error(node.get().position(), "'" + key + "' must be a mapping");
    return new Template.Mapping(keys.at(), Map.of());
  }

  private static String madeUp(Optional<Uses> action, Optional<Template> run, Set<String> ids) {
    String base =
        action
            .map(uses ->
                switch (uses) {
                  case Uses.Local _ -> "__self";
                  case Uses.Docker docker -> "__" + docker.image();
                  case Uses.Remote remote -> "__" + remote.owner() + "_" + remote.name();
                })
            .orElse(run.isPresent() ? "__run" : "__step")
            .replaceAll("[^A-Za-z0-9_-]", "_");
    String id = base;
    for (int count = 2; !ids.add(id.toLowerCase(Locale.ROOT)); count++) {
      id = base + "_" + count;
    }
    return id;
  }
}
