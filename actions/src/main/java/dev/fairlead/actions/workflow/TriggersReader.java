package dev.fairlead.actions.workflow;

import dev.fairlead.actions.workflow.Triggers.CallInterface;
import dev.fairlead.actions.workflow.Triggers.Filter;
import dev.fairlead.actions.workflow.Triggers.Input;
import dev.fairlead.model.Position;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads `on`.
final class TriggersReader {
  private static final Set<String> EVENTS =
      Set.of(
          "branch_protection_rule",
          "check_run",
          "check_suite",
          "create",
          "delete",
          "deployment",
          "deployment_status",
          "discussion",
          "discussion_comment",
          "fork",
          "gollum",
          "image_version",
          "issue_comment",
          "issues",
          "label",
          "merge_group",
          "milestone",
          "page_build",
          "project",
          "project_card",
          "project_column",
          "public",
          "pull_request",
          "pull_request_comment",
          "pull_request_review",
          "pull_request_review_comment",
          "pull_request_target",
          "push",
          "registry_package",
          "release",
          "repository_dispatch",
          "schedule",
          "status",
          "watch",
          "workflow_call",
          "workflow_dispatch",
          "workflow_run");

  private final Problems problems;
  private final TemplateReader templates;

  TriggersReader(Problems problems, TemplateReader templates) {
    this.problems = problems;
    this.templates = templates;
  }

  Triggers read(YamlNode on) {
    Map<String, Filter> events = new LinkedHashMap<>();
    switch (on) {
      case YamlScalar scalar -> event(scalar, events);
      case YamlSequence sequence -> {
        for (YamlNode item : sequence.items()) {
          if (item instanceof YamlScalar scalar) {
            event(scalar, events);
          } else {
            problems.error(item.position(), "an item of 'on' must be the name of an event");
          }
        }
      }
      case YamlMapping mapping -> {
        for (YamlMapping.Entry entry : mapping.entries()) {
          if (entry.key() instanceof YamlScalar name && known(name)) {
            events.put(name.value(), filter(name, entry.value()));
          }
        }
      }
    }
    if (events.isEmpty()) {
      problems.error(on.position(), "'on' names no event");
    }
    return new Triggers(events, !events.isEmpty());
  }

  private void event(YamlScalar name, Map<String, Filter> to) {
    if (known(name)) {
      to.put(name.value(), empty(name.position()));
    }
  }

  private boolean known(YamlScalar name) {
    if (EVENTS.contains(name.value())) {
      return true;
    }
    problems.error(name.position(), "unknown event '" + name.value() + "'");
    return false;
  }

  private static Filter empty(Position at) {
    return new Filter(
        at,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        CallInterface.NONE);
  }

  private Filter filter(YamlScalar name, YamlNode value) {
    String event = name.value();
    if (Keys.isNull(value)) {
      return empty(name.position());
    }
    if (event.equals("schedule")) {
      return schedule(name.position(), value);
    }
    if (!(value instanceof YamlMapping mapping)) {
      problems.error(value.position(), "'" + event + "' must be a mapping of filters, or empty");
      return empty(name.position());
    }
    Keys keys = new Keys(mapping, "'on." + event + "'", problems);
    List<GlobPattern> branches = List.of();
    List<GlobPattern> branchesIgnore = List.of();
    List<GlobPattern> tags = List.of();
    List<GlobPattern> tagsIgnore = List.of();
    List<GlobPattern> paths = List.of();
    List<GlobPattern> pathsIgnore = List.of();
    if (Set.of("push", "pull_request", "pull_request_target", "workflow_run", "merge_group")
        .contains(event)) {
      branches = patterns(keys, "branches", false);
      branchesIgnore = patterns(keys, "branches-ignore", false);
      exclusive(keys, "branches");
    }
    if (event.equals("push")) {
      tags = patterns(keys, "tags", false);
      tagsIgnore = patterns(keys, "tags-ignore", false);
      exclusive(keys, "tags");
    }
    if (Set.of("push", "pull_request", "pull_request_target").contains(event)) {
      paths = patterns(keys, "paths", true);
      pathsIgnore = patterns(keys, "paths-ignore", true);
      exclusive(keys, "paths");
    }
    List<String> types = List.of();
    if (!Set.of("push", "workflow_dispatch", "workflow_call").contains(event)) {
      types = keys.texts("types").stream().map(YamlScalar::value).toList();
    }
    List<String> workflows =
        event.equals("workflow_run")
            ? keys.texts("workflows").stream().map(YamlScalar::value).toList()
            : List.of();
    CallInterface call =
        switch (event) {
          case "workflow_call" -> call(keys);
          case "workflow_dispatch" -> new CallInterface(inputs(keys, true), Map.of(), Map.of());
          default -> CallInterface.NONE;
        };
    keys.finish();
    return new Filter(
        name.position(),
        branches,
        branchesIgnore,
        tags,
        tagsIgnore,
        paths,
        pathsIgnore,
        types,
        List.of(),
        workflows,
        call);
  }

  private void exclusive(Keys keys, String name) {
    if (keys.has(name) && keys.has(name + "-ignore")) {
      problems.error(
          keys.at(name + "-ignore"),
          "'"
              + name
              + "' and '"
              + name
              + "-ignore' cannot be used together; use '!' patterns in '"
              + name
              + "'");
    }
  }

  private List<GlobPattern> patterns(Keys keys, String key, boolean paths) {
    List<GlobPattern> patterns = new ArrayList<>();
    boolean positive = false;
    for (YamlScalar scalar : keys.texts(key)) {
      try {
        GlobPattern pattern = GlobPattern.parse(scalar.value());
        patterns.add(pattern);
        positive |= !pattern.negated();
        if (paths && scalar.value().matches("!?(\\./|/).*")) {
          problems.warning(
              scalar.position(),
              "'" + scalar.value() + "' never matches: paths start without '/' and './'");
        }
      } catch (IllegalArgumentException e) {
        problems.error(scalar.position(), "pattern '" + scalar.value() + "': " + e.getMessage());
      }
    }
    if (!patterns.isEmpty() && !positive && !key.endsWith("-ignore")) {
      problems.error(
          keys.at(key),
          "'"
              + key
              + "' holds only patterns with '!': nothing can match; use '"
              + key
              + "-ignore', or add a pattern such as '**' in front");
    }
    return List.copyOf(patterns);
  }

  private Filter schedule(Position at, YamlNode value) {
    List<String> crons = new ArrayList<>();
    if (value instanceof YamlSequence sequence) {
      for (YamlNode item : sequence.items()) {
        if (item instanceof YamlMapping mapping) {
          Keys keys = new Keys(mapping, "an item of 'on.schedule'", problems);
          keys.text("cron").ifPresent(crons::add);
          keys.text("timezone");
          keys.finish();
        } else {
          problems.error(item.position(), "an item of 'on.schedule' must be a mapping with 'cron'");
        }
      }
    } else {
      problems.error(value.position(), "'on.schedule' must be a list of {cron: ...}");
    }
    Filter empty = empty(at);
    return new Filter(
        at,
        empty.branches(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.copyOf(crons),
        List.of(),
        CallInterface.NONE);
  }

  private CallInterface call(Keys keys) {
    Map<String, Input> inputs = inputs(keys, false);
    Map<String, Boolean> secrets = new LinkedHashMap<>();
    keys.mapping("secrets")
        .ifPresent(mapping -> {
          for (YamlMapping.Entry entry : mapping.entries()) {
            boolean required = false;
            if (entry.value() instanceof YamlMapping declared) {
              Keys secret = new Keys(declared, "a secret", problems);
              secret.text("description");
              required = secret.text("required").filter("true"::equals).isPresent();
              secret.finish();
            }
            secrets.put(entry.name().orElse(""), required);
          }
        });
    Map<String, Template> outputs = new LinkedHashMap<>();
    keys.mapping("outputs")
        .ifPresent(mapping -> {
          for (YamlMapping.Entry entry : mapping.entries()) {
            if (entry.value() instanceof YamlMapping declared) {
              Keys output = new Keys(declared, "an output", problems);
              output.text("description");
              output
                  .take("value")
                  .ifPresent(value ->
                      outputs.put(
                          entry.name().orElse(""), templates.read(value, Place.CALL_OUTPUT)));
              output.finish();
            } else {
              problems.error(entry.value().position(), "an output must have a 'value'");
            }
          }
        });
    return new CallInterface(inputs, secrets, outputs);
  }

  private Map<String, Input> inputs(Keys keys, boolean dispatch) {
    Map<String, Input> inputs = new LinkedHashMap<>();
    keys.mapping("inputs")
        .ifPresent(mapping -> {
          for (YamlMapping.Entry entry : mapping.entries()) {
            inputs.put(entry.name().orElse(""), input(entry, dispatch));
          }
        });
    return inputs;
  }

  private Input input(YamlMapping.Entry entry, boolean dispatch) {
    Position at = entry.key().position();
    if (!(entry.value() instanceof YamlMapping mapping)) {
      if (!dispatch) {
        problems.error(at, "input '" + entry.name().orElse("") + "' needs a 'type'");
      }
      return new Input(at, "string", false, Optional.empty(), List.of());
    }
    Keys keys = new Keys(mapping, "input '" + entry.name().orElse("") + "'", problems);
    keys.text("description");
    keys.text("deprecationMessage");
    boolean required = keys.text("required").filter("true"::equals).isPresent();
    Optional<Template> value =
        keys.take("default").map(node -> templates.read(node, Place.CALL_INPUT_DEFAULT));
    Optional<String> type = keys.text("type");
    List<String> options = List.of();
    Set<String> types = Set.of("string", "boolean", "number");
    if (dispatch) {
      types = Set.of("string", "boolean", "number", "choice", "environment");
      options = keys.texts("options").stream().map(YamlScalar::value).toList();
    } else if (type.isEmpty()) {
      problems.error(at, "input '" + entry.name().orElse("") + "' needs a 'type'");
    }
    if (type.isPresent() && !types.contains(type.get())) {
      problems.error(
          keys.at("type"),
          "unknown type '" + type.get() + "'; expected one of " + new java.util.TreeSet<>(types));
    }
    keys.finish();
    return new Input(at, type.orElse("string"), required, value, options);
  }
}
