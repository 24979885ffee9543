package dev.fairlead.actions.action;

import dev.fairlead.actions.expression.Value;
import dev.fairlead.actions.workflow.ActionDefinition;
import dev.fairlead.model.Endpoints;
import dev.fairlead.model.Secret;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a built-in action can see and do: the step it runs for. Confined to the step's thread.
public interface ActionContext {

  /// An input as given, or else its default; empty for one that is neither.
  String input(String name);

  /// Whether the workflow gives the input.
  boolean given(String name);

  /// @throws ActionException when it is neither true nor false
  default boolean flag(String name) {
    return switch (input(name).strip()) {
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE", "" -> false;
      default ->
          throw new ActionException(
              "input '" + name + "' must be true or false, not '" + input(name) + "'");
    };
  }

  /// The lines of an input, without blank ones.
  default List<String> lines(String name) {
    return input(name).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  /// The items of an input that is a list of lines or of values between commas.
  default List<String> items(String name) {
    return input(name)
        .lines()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /// `steps.ID.outputs.NAME`.
  void output(String name, String value);

  /// Sets a variable for the steps that follow.
  void environment(String name, String value);

  /// Puts a folder in front of PATH for the steps that follow.
  void path(Path folder);

  /// Hides a value from now on.
  void mask(String value);

  /// Keeps a value for the action's post step.
  void state(String name, String value);

  /// A value that the main step kept; empty where it kept none.
  String state(String name);

  /// Writes to the step's log.
  void log(String text);

  void notice(String message);

  void warning(String message);

  /// `github.NAME`.
  default String github(String name) {
    return github().find(name).map(Value::text).orElse("");
  }

  Value.Fields github();

  /// The variables of the step, PATH and HOME among them.
  Map<String, String> environment();

  /// `GITHUB_WORKSPACE`.
  Path workspace();

  /// The job's private home.
  Path home();

  /// `RUNNER_TEMP`.
  Path temp();

  /// `RUNNER_TOOL_CACHE`; also holds what the cache action keeps.
  Path toolCache();

  /// Where the run's artifacts are kept.
  Path artifacts();

  /// What users' files call the forge, such as `https://github.com`.
  String serverUrl();

  Endpoints endpoints();

  Sources sources();

  ImageBuilds images();

  /// The job's token.
  Secret token();

  /// Logins that the docker login action made in this job: registry host to login.
  Map<String, ImageBuilds.Login> logins();

  void login(String registry, ImageBuilds.Login login);

  void logout(String registry);

  /// Whether everything went well so far, for post steps.
  boolean succeeded();

  /// The definition of an action that is run from its source.
  default Optional<ActionDefinition> definition() {
    return Optional.empty();
  }

  /// Runs a program with the step's environment; its output goes to the step's log.
  ///
  /// @param extra variables on top
  /// @return its exit status
  int run(Path directory, Map<String, String> extra, List<String> command);

  /// Runs a program and gives what it printed, without the last line end.
  ///
  /// @throws ActionException when it does not end with status 0
  String capture(Path directory, Map<String, String> extra, List<String> command);

  /// As [#run], but fails when the program does.
  ///
  /// @throws ActionException naming the program and its status
  default void must(Path directory, String... command) {
    int status = run(directory, Map.of(), List.of(command));
    if (status != 0) {
      throw new ActionException(String.join(" ", command) + " ended with status " + status);
    }
  }
}
