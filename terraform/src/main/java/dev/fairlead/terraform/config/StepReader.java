package dev.fairlead.terraform.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.fairlead.model.Finding;
import dev.fairlead.terraform.config.Step.Action;
import dev.fairlead.terraform.config.Step.Builtin;
import dev.fairlead.terraform.config.Step.Command;
import dev.fairlead.terraform.config.Step.Output;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads the steps of workflows.
final class StepReader {
  private final int version;
  private final List<Finding> problems;

  StepReader(int version, List<Finding> problems) {
    this.version = version;
    this.problems = problems;
  }

  List<Step> steps(Section stage) {
    List<Step> steps = new ArrayList<>();
    for (YamlNode node : stage.items("steps")) {
      step(node).ifPresent(steps::add);
    }
    return steps;
  }

  private Optional<Step> step(YamlNode node) {
    return switch (node) {
      case YamlScalar scalar ->
          action(scalar.value())
              .<Step>map(action -> new Builtin(action, List.of()))
              .or(() -> {
                problem(
                    node,
                    "'%s' is no step; known are %s; to run a command write 'run: %s'"
                        .formatted(scalar.value(), actions(), scalar.value()));
                return Optional.empty();
              });
      case YamlSequence _ -> {
        problem(node, "expected a step (a name, or a mapping with one key), found a list");
        yield Optional.empty();
      }
      case YamlMapping mapping -> keyed(mapping);
    };
  }

  private Optional<Step> keyed(YamlMapping mapping) {
    if (mapping.entries().size() != 1) {
      problem(
          mapping,
          "a step has exactly one key, found "
              + mapping.entries().stream()
                  .map(entry -> entry.name().orElse("?"))
                  .collect(Collectors.joining(", ")));
      return Optional.empty();
    }
    YamlMapping.Entry entry = mapping.entries().getFirst();
    String name = entry.name().orElse("");
    return switch (name) {
      case "run" -> run(entry.value()).map(step -> step);
      case "multienv" -> multienv(entry.value()).map(step -> step);
      case "env" -> env(entry.value()).map(step -> step);
      default ->
          action(name)
              .map(action -> (Step) new Builtin(action, extraArgs(name, entry.value())))
              .or(() -> {
                problem(
                    entry.key(),
                    "'%s' is no step; known are %s, run, env, multienv".formatted(name, actions()));
                return Optional.empty();
              });
    };
  }

  private List<String> extraArgs(String name, YamlNode node) {
    return Section.of("step '" + name + "'", node, problems)
        .map(section -> section.only("extra_args").texts("extra_args").orElse(List.of()))
        .orElse(List.of());
  }

  private Optional<Step.Run> run(YamlNode node) {
    if (node instanceof YamlScalar scalar) {
      return Optional.of(new Step.Run(Command.sh(line(scalar)), Output.SHOW));
    }
    return Section.of("step 'run'", node, problems)
        .flatMap(section -> {
          section.only("command", "shell", "shellArgs", "output");
          return command(section).map(command -> new Step.Run(command, output(section)));
        });
  }

  private Optional<Step.Multienv> multienv(YamlNode node) {
    if (node instanceof YamlScalar scalar) {
      return Optional.of(new Step.Multienv(Command.sh(line(scalar)), false));
    }
    return Section.of("step 'multienv'", node, problems)
        .flatMap(section -> {
          section.only("command", "shell", "shellArgs", "output");
          String output = section.text("output");
          if (output != null && !output.equals("show") && !output.equals("hide")) {
            section.problem(
                section.at("output"),
                "output of multienv is 'show' or 'hide', found '" + output + "'");
          }
          return command(section).map(command -> new Step.Multienv(command, "hide".equals(output)));
        });
  }

  private Optional<Step.Env> env(YamlNode node) {
    return Section.of("step 'env'", node, problems)
        .flatMap(section -> {
          section.only("name", "value", "command", "shell", "shellArgs");
          String name = section.text("name");
          if (name == null || name.isEmpty()) {
            section.problem(section.position(), "step 'env' needs a 'name'");
            return Optional.empty();
          }
          String value = section.text("value");
          if (section.has("command")) {
            if (value != null) {
              section.problem(
                  section.at("value"),
                  "step 'env' of " + name + " has both 'value' and 'command'; give one");
            }
            return command(section).map(command -> new Step.Env(name, null, command));
          }
          return Optional.of(new Step.Env(name, value == null ? "" : value, null));
        });
  }

  private Optional<Command> command(Section section) {
    YamlNode node = section.node("command");
    if (!(node instanceof YamlScalar scalar)) {
      section.problem(
          section.position(),
          "this step needs a 'command'"
              + (section.has("shell") ? ", which 'shell' would run" : ""));
      return Optional.empty();
    }
    String shell = section.text("shell");
    if (shell == null && section.has("shellArgs")) {
      section.problem(section.at("shellArgs"), "'shellArgs' needs a 'shell'");
    }
    List<String> arguments = List.of("-c");
    if (section.node("shellArgs") instanceof YamlScalar text) {
      arguments = Arrays.asList(text.value().strip().split("\\s+"));
    } else if (section.has("shellArgs")) {
      arguments = section.texts("shellArgs").orElse(arguments);
    }
    return Optional.of(new Command(line(scalar), shell == null ? "sh" : shell, arguments));
  }

  /// Version 2 took a command apart and put it together again, without its quotes.
  private String line(YamlScalar scalar) {
    if (version != 2) {
      return scalar.value();
    }
    try {
      return String.join(" ", ShellWords.split(scalar.value()));
    } catch (IllegalArgumentException e) {
      problem(scalar, "cannot read the command as version 2 does: " + e.getMessage());
      return scalar.value();
    }
  }

  private Output output(Section section) {
    YamlNode node = section.node("output");
    if (node == null) {
      return Output.SHOW;
    }
    List<YamlNode> items = node instanceof YamlSequence sequence ? sequence.items() : List.of(node);
    boolean hidden = false;
    boolean strip = false;
    List<Pattern> redact = new ArrayList<>();
    for (YamlNode item : items) {
      if (item instanceof YamlScalar word) {
        switch (word.value()) {
          case "show" -> {}
          case "hide" -> hidden = true;
          case "strip_refreshing" -> strip = true;
          default ->
              problem(
                  item,
                  "'%s' is no output; known are show, hide, strip_refreshing, and a mapping with filter_regex"
                      .formatted(word.value()));
        }
      } else {
        Section.of("an output", item, problems)
            .map(filter -> filter.only("filter_regex").text("filter_regex"))
            .ifPresent(regex -> {
              try {
                redact.add(Pattern.compile(regex));
              } catch (PatternSyntaxException e) {
                problem(item, "filter_regex is no regular expression: " + e.getMessage());
              }
            });
      }
    }
    return new Output(hidden, strip, redact);
  }

  private static Optional<Action> action(String word) {
    return Arrays.stream(Action.values()).filter(action -> action.word().equals(word)).findFirst();
  }

  private static String actions() {
    return Arrays.stream(Action.values()).map(Action::word).collect(Collectors.joining(", "));
  }

  private void problem(YamlNode at, String message) {
    problems.add(Finding.error(Section.RULE, at.position(), message));
  }
}
