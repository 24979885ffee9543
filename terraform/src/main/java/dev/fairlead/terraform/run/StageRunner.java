package dev.fairlead.terraform.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.re2j.Pattern;
import dev.fairlead.process.ProcessException;
import dev.fairlead.process.ProcessSpec;
import dev.fairlead.terraform.config.RepoPath;
import dev.fairlead.terraform.config.Step;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.config.Workflow.Stage;
import dev.fairlead.terraform.ledger.Outputs;
import dev.fairlead.terraform.plan.PlanSummary;
import dev.fairlead.terraform.plan.PlanText;
import dev.fairlead.terraform.run.StepProcesses.Outcome;
import dev.fairlead.terraform.run.StepProcesses.Repeat;
import dev.fairlead.terraform.run.StepProcesses.Show;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;

/// Runs the steps of one stage for one job, in order, up to the first that fails. Confined to one
/// thread.
final class StageRunner {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration GLANCE = Duration.ofMinutes(5);
  private static final java.util.regex.Pattern VARIABLE =
      java.util.regex.Pattern.compile(
          "\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)\\}|([A-Za-z_][A-Za-z0-9_]*))");

  private final JobContext job;
  private final StepProcesses processes;
  private final JobLog log;
  private final TerraformSettings settings;
  private final Programs.Program program;
  private final LocalState state;
  private final Lock initLock;
  private final BooleanSupplier lockFileTracked;
  private final Map<String, String> environment;
  private final List<String> shown = new ArrayList<>();
  private int number;

  /// @param environment of every step; `env` steps add to it
  /// @param initLock held during `init`, since the plugin cache is made for one at a time
  /// @param lockFileTracked whether `.terraform.lock.hcl` is part of the commit
  StageRunner(
      JobContext job,
      StepProcesses processes,
      JobLog log,
      TerraformSettings settings,
      Programs.Program program,
      LocalState state,
      Lock initLock,
      BooleanSupplier lockFileTracked,
      Map<String, String> environment) {
    this.job = job;
    this.processes = processes;
    this.log = log;
    this.settings = settings;
    this.program = program;
    this.state = state;
    this.initLock = initLock;
    this.lockFileTracked = lockFileTracked;
    this.environment = new LinkedHashMap<>(environment);
  }

  /// How a stage ended.
  sealed interface StageEnd {
    /// @param output what comments show
    record Good(String output) implements StageEnd {}

    record Bad(String error) implements StageEnd {}
  }

  StageEnd run(Stage stage) {
    for (Step step : job.project().workflow().steps(stage)) {
      Optional<String> error = step(step);
      if (error.isPresent()) {
        return new StageEnd.Bad(error.get());
      }
    }
    return new StageEnd.Good(String.join("\n", shown));
  }

  /// What went wrong, or nothing.
  private Optional<String> step(Step step) {
    number++;
    try {
      return switch (step) {
        case Step.Builtin(Step.Action action, List<String> extra) -> builtin(action, extra);
        case Step.Run(Step.Command command, Step.Output output) -> run(command, output);
        case Step.Env env -> env(env);
        case Step.Multienv(Step.Command command, boolean hidden) -> multienv(command, hidden);
      };
    } catch (ProcessException e) {
      Abandoned.check();
      log.line(String.valueOf(e.getMessage()));
      return Optional.of(log.masked(String.valueOf(e.getMessage())));
    }
  }

  private Optional<String> builtin(Step.Action action, List<String> configured) {
    List<String> extra = configured.stream().map(this::expanded).toList();
    return switch (action) {
      case INIT -> init(extra);
      case PLAN -> workspace().or(() -> plan(extra));
      case APPLY -> apply(extra);
      case SHOW -> show(extra);
      case POLICY_CHECK -> Optional.of("policy checks are not supported here");
      case IMPORT -> workspace().or(() -> change("import", List.of("import"), extra));
      case STATE_RM -> workspace().or(() -> change("state-rm", List.of("state", "rm"), extra));
    };
  }

  private Optional<String> init(List<String> extra) {
    Path lockFile = job.directory().resolve(".terraform.lock.hcl");
    boolean tracked = lockFileTracked.getAsBoolean();
    List<String> arguments = new ArrayList<>(List.of("init", "-input=false"));
    if (!tracked) {
      arguments.add("-upgrade");
    }
    List<String> all = withReplaced(arguments, extra);
    initLock.lock();
    try {
      Outcome outcome =
          terraform(
              "init",
              all,
              settings.programs().initTimeout(),
              Repeat.SAFE,
              () -> {
                if (!tracked) {
                  Layout.deleteFile(lockFile);
                }
                if (state.redirect()) {
                  log.line("(no backend is chosen: the state is kept in the data directory)");
                }
              });
      return outcome.succeeded() ? Optional.empty() : Optional.of(failed("init", outcome));
    } finally {
      initLock.unlock();
    }
  }

  /// An extra argument with the name of a default one replaces it.
  private static List<String> withReplaced(List<String> defaults, List<String> extra) {
    List<String> all = new ArrayList<>(defaults);
    all.removeIf(argument ->
        argument.startsWith("-")
            && extra.stream().anyMatch(other -> flagName(other).equals(flagName(argument))));
    all.addAll(extra);
    return all;
  }

  private static String flagName(String argument) {
    int equals = argument.indexOf('=');
    return equals < 0 ? argument : argument.substring(0, equals);
  }

  private Optional<String> workspace() {
    String wanted = job.project().workspace();
    Outcome current = workspace("show");
    if (!current.succeeded()) {
      return Optional.of(failed("workspace show", current));
    }
    if (PlanText.plain(current.output()).strip().equals(wanted)
        || workspace("select", wanted).succeeded()) {
      return Optional.empty();
    }
    Outcome made = workspace("new", wanted);
    return made.succeeded() ? Optional.empty() : Optional.of(failed("workspace new", made));
  }

  private Outcome workspace(String verb, String... names) {
    List<String> arguments = new ArrayList<>(List.of("workspace", verb));
    arguments.addAll(List.of(names));
    return terraform(
        "workspace-" + verb, arguments, settings.programs().initTimeout(), Repeat.SAFE, () -> {});
  }

  private Optional<String> plan(List<String> extra) {
    List<String> arguments =
        new ArrayList<>(
            List.of("plan", "-input=false", "-refresh", "-out", job.planFile().toString()));
    arguments.addAll(extra);
    arguments.addAll(job.command().terraformArgs());
    String variables = "env/" + job.project().workspace() + ".tfvars";
    if (Files.isRegularFile(job.directory().resolve(variables))) {
      arguments.addAll(List.of("-var-file", variables));
    }
    Outcome outcome =
        terraform("plan", arguments, settings.programs().planTimeout(), Repeat.SAFE, () -> {});
    if (!outcome.succeeded()) {
      return Optional.of(failed("plan", outcome));
    }
    shown.add(PlanText.shaped(log.masked(outcome.output())));
    return Optional.empty();
  }

  private Optional<String> apply(List<String> extra) {
    for (String argument : extra) {
      if (argument.matches("--?target(=.*)?")) {
        return Optional.of(
            "cannot run apply with -target because we are applying an already generated plan");
      }
    }
    List<String> arguments = new ArrayList<>(List.of("apply", "-input=false"));
    arguments.addAll(extra);
    arguments.addAll(job.command().terraformArgs());
    arguments.add(job.planFile().toString());
    Outcome outcome =
        terraform(
            "apply",
            arguments,
            settings.programs().applyTimeout(),
            Repeat.UNSAFE,
            () -> state.keepCopy(job.run()));
    if (!outcome.succeeded()) {
      return Optional.of(failed("apply", outcome));
    }
    shown.add(log.masked(outcome.output()).strip());
    return Optional.empty();
  }

  private Optional<String> show(List<String> extra) {
    List<String> arguments = new ArrayList<>(List.of(program.path(), "show", "-json"));
    arguments.addAll(extra);
    arguments.add(job.planFile().toString());
    Optional<String> json =
        processes.glance(
            number + "-show",
            ProcessSpec.of(job.directory(), environment, arguments.toArray(String[]::new)),
            GLANCE);
    if (json.isEmpty()) {
      return Optional.of("terraform show -json of the plan failed");
    }
    write(job.showFile(), json.get());
    return Optional.empty();
  }

  private Optional<String> change(String name, List<String> words, List<String> extra) {
    List<String> arguments = new ArrayList<>(words);
    arguments.addAll(extra);
    arguments.addAll(job.command().terraformArgs());
    Outcome outcome =
        terraform(
            name,
            arguments,
            settings.programs().applyTimeout(),
            Repeat.UNSAFE,
            () -> state.keepCopy(job.run()));
    if (!outcome.succeeded()) {
      return Optional.of(failed(String.join(" ", words), outcome));
    }
    shown.add(log.masked(outcome.output()).strip());
    return Optional.empty();
  }

  private Outcome terraform(
      String name, List<String> arguments, Duration timeout, Repeat repeat, Runnable prepare) {
    List<String> argv = new ArrayList<>(List.of(program.path()));
    argv.addAll(arguments);
    ProcessSpec spec =
        ProcessSpec.of(job.directory(), environment, argv.toArray(String[]::new))
            .withMergedOutput();
    String title = job.project().distribution().program() + " " + String.join(" ", arguments);
    return processes.run(
        number + "-" + name, withoutPaths(title), spec, timeout, repeat, Show.OUTPUT, prepare);
  }

  private Optional<String> run(Step.Command command, Step.Output output) {
    Outcome outcome = shell("run", command, true);
    if (!outcome.succeeded()) {
      return Optional.of(failed(command.line(), outcome));
    }
    if (!output.hidden()) {
      String text = log.masked(outcome.output());
      if (output.stripRefreshing()) {
        text = PlanText.withoutRefreshing(text);
      }
      for (Pattern pattern : output.redact()) {
        text = redacted(pattern, text);
      }
      shown.add(text.strip());
    }
    return Optional.empty();
  }

  private static String redacted(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    var result = new StringBuilder();
    int end = 0;
    while (matcher.find()) {
      String before = matcher.groupCount() >= 1 ? matcher.group(1) : null;
      String after = matcher.groupCount() >= 2 ? matcher.group(2) : null;
      result
          .append(text, end, matcher.start())
          .append(before == null ? "" : before)
          .append("<redacted>")
          .append(after == null ? "" : after);
      end = matcher.end();
    }
    return result.append(text.substring(end)).toString();
  }

  private Optional<String> env(Step.Env step) {
    Step.Command command = step.command();
    if (command == null) {
      environment.put(step.name(), step.value() == null ? "" : step.value());
      return Optional.empty();
    }
    Outcome outcome = shell("env", command, false);
    if (!outcome.succeeded()) {
      return Optional.of(failed(command.line(), outcome));
    }
    String value = outcome.output();
    environment.put(
        step.name(), value.endsWith("\n") ? value.substring(0, value.length() - 1) : value);
    return Optional.empty();
  }

  private Optional<String> multienv(Step.Command command, boolean hidden) {
    Outcome outcome = shell("multienv", command, false);
    if (!outcome.succeeded()) {
      return Optional.of(failed(command.line(), outcome));
    }
    Map<String, String> added;
    try {
      added = EnvironmentList.parse(outcome.output().strip());
    } catch (IllegalArgumentException e) {
      return Optional.of("multienv: '" + command.line() + "' printed " + e.getMessage());
    }
    environment.putAll(added);
    if (!hidden) {
      shown.add(
          added.isEmpty()
              ? "No dynamic environment variable added"
              : "Dynamic environment variables added:\n" + String.join("\n", added.keySet()));
    }
    return Optional.empty();
  }

  /// Standard output and errors of `env` and `multienv` steps are kept apart: only the former is
  /// the value.
  private Outcome shell(String name, Step.Command command, boolean merged) {
    List<String> argv = new ArrayList<>(List.of(command.shell()));
    argv.addAll(command.shellArgs());
    argv.add(command.line());
    ProcessSpec spec = ProcessSpec.of(job.directory(), environment, argv.toArray(String[]::new));
    return processes.run(
        number + "-" + name,
        command.line(),
        merged ? spec.withMergedOutput() : spec,
        settings.programs().applyTimeout(),
        Repeat.UNSAFE,
        merged ? Show.OUTPUT : Show.NOTHING,
        () -> {});
  }

  /// What the plan file would do, without values; nothing where terraform cannot read it.
  PlanSummary summary() {
    if (!Files.isRegularFile(job.planFile())) {
      return PlanSummary.NONE;
    }
    return json("plan", "show", "-json", job.planFile().toString())
        .map(PlanSummary::of)
        .orElse(PlanSummary.NONE);
  }

  /// What the root gives out now; values of sensitive outputs are dropped at once.
  Outputs outputs() {
    Optional<JsonNode> json = json("output", "output", "-json");
    if (json.isEmpty()) {
      return Outputs.NONE;
    }
    Map<String, Outputs.Value> values = new TreeMap<>();
    List<String> sensitive = new ArrayList<>();
    json.get()
        .properties()
        .forEach(output -> {
          if (output.getValue().path("sensitive").asBoolean()) {
            sensitive.add(output.getKey());
          } else {
            values.put(
                output.getKey(),
                new Outputs.Value(output.getValue().path("type"), output.getValue().path("value")));
          }
        });
    sensitive.sort(java.util.Comparator.naturalOrder());
    return new Outputs(values, sensitive);
  }

  private Optional<JsonNode> json(String name, String... arguments) {
    List<String> argv = new ArrayList<>(List.of(program.path()));
    argv.addAll(List.of(arguments));
    return processes
        .glance(
            name, ProcessSpec.of(job.directory(), environment, argv.toArray(String[]::new)), GLANCE)
        .flatMap(text -> {
          try {
            return Optional.of(JSON.readTree(text));
          } catch (JsonProcessingException _) {
            return Optional.empty(); // No JSON: as if it had not been there.
          }
        });
  }

  private String failed(String what, Outcome outcome) {
    String output = log.masked(outcome.output()).strip();
    if (!outcome.errors().isBlank()) {
      output = log.masked(outcome.errors()).strip();
      output.lines().forEach(log::line);
    }
    String how = "running '" + what + "' in '" + job.project().dir() + "': " + outcome.how();
    log.line("(" + outcome.how() + ")");
    return withoutPaths(output.isEmpty() ? how : how + "\n\n" + output);
  }

  /// People know their repository, not where its checkout is.
  private String withoutPaths(String text) {
    return text.replace(job.directory() + "/", "")
        .replace(job.checkout().toString(), RepoPath.clean("."));
  }

  private String expanded(String argument) {
    Matcher matcher = VARIABLE.matcher(argument);
    return matcher.replaceAll(match ->
        Matcher.quoteReplacement(
            environment.getOrDefault(
                match.group(1) == null ? match.group(2) : match.group(1), "")));
  }

  private static void write(Path file, String text) {
    try {
      Layout.write(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
