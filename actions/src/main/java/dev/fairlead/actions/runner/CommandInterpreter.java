package dev.fairlead.actions.runner;

import java.util.Map;

/// Reads a step's output line by line: obeys workflow commands, logs the rest. Confined to one
/// thread.
///
/// After a restart a step's output is read again from its start: what was logged is not logged
/// again, commands are obeyed again, which gives the same effects.
final class CommandInterpreter {
  private final JobRun job;
  private final Effects effects;
  private final StepLog log;
  private final String source;
  private final boolean debug;
  private final boolean unsecure;
  private final long logged;
  private String stopToken = "";
  private boolean echo;

  CommandInterpreter(
      JobRun job, Effects effects, StepLog log, String source, Map<String, String> environment) {
    this.job = job;
    this.effects = effects;
    this.log = log;
    this.source = source;
    this.debug = environment.getOrDefault("RUNNER_DEBUG", "").equals("1");
    this.unsecure =
        environment.getOrDefault("ACTIONS_ALLOW_UNSECURE_COMMANDS", "").equalsIgnoreCase("true");
    this.logged = log.offset(source);
  }

  void line(String line, long endOffset) {
    if (!stopToken.isEmpty()) {
      if (line.strip().equals("::" + stopToken + "::")) {
        stopToken = "";
      }
      print(line, endOffset);
      return;
    }
    var command = WorkflowCommand.parse(line);
    if (command.isEmpty()) {
      print(line, endOffset);
      return;
    }
    obey(command.get(), line, endOffset);
  }

  private void print(String text, long endOffset) {
    if (endOffset > logged) {
      log.program(source, text, endOffset);
    }
  }

  private void obey(WorkflowCommand command, String line, long endOffset) {
    if (echo && !command.name().equals("add-mask")) {
      print(line, endOffset);
    }
    switch (command.name()) {
      case "debug" -> {
        if (debug) {
          print("##[debug]" + command.data(), endOffset);
        }
      }
      case "notice", "warning", "error" -> {
        annotate(command);
        print("##[" + command.name() + "]" + command.data(), endOffset);
      }
      case "group" -> print("##[group]" + command.data(), endOffset);
      case "endgroup" -> print("##[endgroup]", endOffset);
      case "add-mask" -> mask(command.data(), endOffset);
      case "stop-commands" -> stop(command.data(), endOffset);
      case "echo" -> echo = command.data().equalsIgnoreCase("on");
      case "set-output" -> {
        deprecated(command.name(), "GITHUB_OUTPUT");
        effects.outputs().put(command.property("name"), command.data());
      }
      case "save-state" -> {
        deprecated(command.name(), "GITHUB_STATE");
        effects.state().put(command.property("name"), command.data());
      }
      case "set-env", "add-path" -> unsecure(command, endOffset);
      case "add-matcher", "remove-matcher" -> {
        // Problem matchers only add annotations; the lines themselves are in the log.
      }
      default -> print(line, endOffset);
    }
  }

  private void annotate(WorkflowCommand command) {
    String line = command.property("line");
    effects.annotate(
        command.name(),
        command.data(),
        command.property("title"),
        command.property("file"),
        number(line.isEmpty() ? command.property("endline") : line),
        number(command.property("col")));
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
  }

  private void mask(String value, long endOffset) {
    if (value.isBlank()) {
      print(
          "##[warning]Can't add secret mask for empty string in ##[add-mask] command.", endOffset);
      return;
    }
    job.mask(value);
  }

  private void stop(String token, long endOffset) {
    if (token.isBlank()
        || WorkflowCommand.isName(token)
        || token.equalsIgnoreCase("pause-logging")) {
      effects.annotate("error", "'" + token + "' cannot be used to stop workflow commands");
      print("##[error]'" + token + "' cannot be used to stop workflow commands", endOffset);
      return;
    }
    stopToken = token;
  }

  private void deprecated(String name, String file) {
    effects.annotate(
        "warning",
        "The `" + name + "` command is deprecated; write to the file $" + file + " instead.");
  }

  private void unsecure(WorkflowCommand command, long endOffset) {
    if (!unsecure) {
      String message =
          "The `"
              + command.name()
              + "` command is disabled; write to the file $"
              + (command.name().equals("set-env") ? "GITHUB_ENV" : "GITHUB_PATH")
              + " instead.";
      print("##[error]" + message, endOffset);
      throw new StepFailure(dev.fairlead.model.State.FAILED, message);
    }
    if (command.name().equals("set-env")) {
      effects.env().put(command.property("name"), command.data());
    } else {
      effects.path().add(command.data());
    }
  }
}
