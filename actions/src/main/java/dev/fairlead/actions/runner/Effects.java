package dev.fairlead.actions.runner;

import dev.fairlead.actions.runner.RunSnapshot.Annotation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a step does to its job, collected while it runs. Confined to the step's thread.
final class Effects {
  /// GitHub keeps this many annotations of a kind.
  private static final int MAX_ANNOTATIONS = 10;

  private static final int MAX_MESSAGE = 4096;

  private final JobRun job;
  private final int number;
  private final Map<String, String> outputs = new LinkedHashMap<>();
  private final Map<String, String> env = new LinkedHashMap<>();
  private final List<String> path = new ArrayList<>();
  private final Map<String, String> state = new LinkedHashMap<>();
  private final List<Annotation> annotations = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private String summary = "";

  Effects(JobRun job, int number) {
    this.job = job;
    this.number = number;
  }

  Map<String, String> outputs() {
    return outputs;
  }

  Map<String, String> env() {
    return env;
  }

  List<String> path() {
    return path;
  }

  Map<String, String> state() {
    return state;
  }

  List<Annotation> annotations() {
    return annotations;
  }

  String summary() {
    return summary;
  }

  void annotate(String level, String message) {
    annotate(level, message, "", "", 0, 0);
  }

  void annotate(String level, String message, String title, String file, int line, int column) {
    if (counts.merge(level, 1, Integer::sum) > MAX_ANNOTATIONS) {
      return;
    }
    String text = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
    annotations.add(
        new Annotation(
            number, level, job.masks().hide(text), job.masks().hide(title), file, line, column));
  }

  /// Sets a variable for later steps; names that steer the runner or its Node are refused.
  void export(String name, String value, StepLog log) {
    if (name.equalsIgnoreCase("NODE_OPTIONS")) {
      String message = "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.";
      annotate("error", message);
      log.say("##[error]" + message);
      return;
    }
    env.put(name, value);
  }

  /// Takes over what the step wrote into its command files.
  ///
  /// @throws StepFailure when one of them cannot be read
  void read(FileCommands files, StepLog log) {
    try {
      FileCommands.pairs(files.env(), "GITHUB_ENV")
          .forEach((name, value) -> export(name, value, log));
      outputs.putAll(FileCommands.pairs(files.output(), "GITHUB_OUTPUT"));
      state.putAll(FileCommands.pairs(files.state(), "GITHUB_STATE"));
      path.addAll(files.paths());
      String text = FileCommands.text(files.summary());
      if (text.length() > FileCommands.MAX_SUMMARY_BYTES) {
        annotate("error", "$GITHUB_STEP_SUMMARY is larger than 1 MiB and was left out");
      } else if (!text.isEmpty()) {
        summary = job.masks().hide(text);
      }
    } catch (FileCommands.FileCommandException e) {
      throw new StepFailure(dev.fairlead.model.State.FAILED, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new StepFailure(
          dev.fairlead.model.State.FAILED,
          "cannot read the step's command files: " + e.getMessage());
    }
  }
}
