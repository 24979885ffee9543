package dev.fairlead.actions.runner;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.actions.action.Directories;
import dev.fairlead.actions.action.GitConfig;
import dev.fairlead.actions.expression.Value;
import dev.fairlead.actions.workflow.EvaluationException;
import dev.fairlead.actions.workflow.Workflow;
import dev.fairlead.actions.workflow.Workflows;
import dev.fairlead.model.State;
import dev.fairlead.process.Grace;
import dev.fairlead.process.ProcessTrees;
import dev.fairlead.process.RunningProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One job: its steps, one after the other, then what is left to do at its end.
///
/// Every step's result is in the job's journal before the next one begins. After a restart the job
/// is run again from its first step, but steps with a result are not done again, and the one that
/// was under way is adopted. Confined to one thread, but for [#cancel].
final class JobRun {
  static final String TRACKING = "RUNNER_TRACKING_ID";
  private static final JsonMapper JSON = new JsonMapper();
  private static final double DEFAULT_TIMEOUT_MINUTES = 360;

  private final JobContext context;
  private final JobView view;
  private final Runnable changed;
  private final Masks masks = new Masks();
  private final Map<String, StepRecord> records = new LinkedHashMap<>();
  private final Map<String, ObjectNode> begun = new LinkedHashMap<>();
  private final Map<String, String> exported = new LinkedHashMap<>();
  private final List<String> path = new ArrayList<>();
  private final List<PostStep> posts = new ArrayList<>();
  private final Journal journal;
  private final Object cancelLock = new Object();
  private String cancelled = "";
  private @Nullable RunningProcess current;
  private Map<String, String> jobEnv = Map.of();
  private boolean failed;
  private Instant started;

  /// @param changed called after each change of the view
  JobRun(JobContext context, JobView view, Runnable changed) {
    this.context = context;
    this.view = view;
    this.changed = changed;
    try {
      Files.createDirectories(
          context.paths().directory(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.journal = Journal.open(context.paths().journal());
    this.started = context.clock().instant();
  }

  /// What is to be done at the end of the job for a step that began.
  interface PostStep {
    String address();

    String name();

    void run(JobRun job, StepLog log);

    /// Whether its own condition holds.
    boolean wanted(JobRun job);
  }

  JobContext context() {
    return context;
  }

  Masks masks() {
    return masks;
  }

  Map<String, String> exported() {
    return exported;
  }

  List<String> path() {
    return path;
  }

  Map<String, String> jobEnv() {
    return jobEnv;
  }

  Optional<StepRecord> record(String address) {
    return Optional.ofNullable(records.get(address));
  }

  Optional<ObjectNode> begun(String address) {
    return Optional.ofNullable(begun.get(address));
  }

  /// Writes down that a step begins, with what it must find again after a restart.
  void begin(String address, ObjectNode details) {
    details.put("begin", address);
    journal.append(details);
    begun.put(address, details);
  }

  /// Writes down a step's result, and lets later steps see it.
  void end(StepRecord record) {
    journal.append(record.json());
    records.put(record.address(), record);
    apply(record);
    view.annotate(record.annotations());
  }

  private void apply(StepRecord record) {
    exported.putAll(record.env());
    for (String folder : record.path()) {
      path.remove(folder);
      path.addFirst(folder);
    }
  }

  void register(PostStep post) {
    if (posts.stream().noneMatch(each -> each.address().equals(post.address()))) {
      posts.add(post);
    }
  }

  boolean isCancelled() {
    synchronized (cancelLock) {
      return !cancelled.isEmpty();
    }
  }

  boolean failed() {
    return failed;
  }

  /// Whether a step of it has begun, maybe before a restart.
  boolean hasBegun() {
    return !journal.records().isEmpty();
  }

  /// `job.status`.
  String status() {
    return isCancelled() ? "cancelled" : failed ? "failure" : "success";
  }

  /// Ends the running step and lets only steps run that want to in spite of it.
  void cancel(String reason) {
    RunningProcess process;
    synchronized (cancelLock) {
      if (!cancelled.isEmpty()) {
        return;
      }
      cancelled = reason;
      process = current;
    }
    if (process != null) {
      process.cancel(Grace.GITHUB);
    }
  }

  /// Names the process that a cancellation has to end; one that comes too late is ended at once.
  ///
  /// @param survives whether it runs although the job is cancelled (a step with `always()`)
  void running(@Nullable RunningProcess process, boolean survives) {
    boolean late;
    synchronized (cancelLock) {
      current = process;
      late = process != null && !cancelled.isEmpty() && !survives;
    }
    if (late && process != null) {
      process.cancel(Grace.GITHUB);
    }
  }

  /// Runs the job to its end.
  JobResult execute() {
    view.begin(started);
    changed.run();
    State state;
    String reason = "";
    Map<String, String> outputs = Map.of();
    try {
      load();
      prepare();
      Thread watchdog = watchdog();
      try {
        steps();
        outputs = outputs();
        posts();
      } finally {
        watchdog.interrupt();
        Detached.check();
        ProcessTrees.endCarriersOf(TRACKING, tracking(), Grace.LEFTOVERS);
      }
      state = failed ? State.FAILED : isCancelled() ? State.CANCELLED : State.SUCCEEDED;
      if (state == State.FAILED) {
        reason = firstFailure();
      } else if (state == State.CANCELLED) {
        synchronized (cancelLock) {
          reason = cancelled;
        }
      }
    } catch (EvaluationException e) {
      state = State.FAILED;
      reason = e.at() + ": " + e.getMessage();
      note(reason);
    } catch (UncheckedIOException | IOException e) {
      Detached.check(); // An interrupted thread cannot write files.
      state = State.FAILED;
      reason = "the job could not be carried out: " + e.getMessage();
      note(reason);
    }
    view.end(state, reason, outputs, context.clock().instant());
    changed.run();
    journal.close();
    writeView();
    clean();
    return new JobResult(state, outputs, state == State.FAILED, state == State.SUCCEEDED);
  }

  private void note(String reason) {
    view.annotate(
        List.of(
            new RunSnapshot.Annotation(
                0,
                "error",
                masks.hide(reason),
                "",
                context.workflow().file(),
                context.job().at().line(),
                0)));
  }

  private String firstFailure() {
    for (StepRecord record : records.values()) {
      if (record.conclusion() == State.FAILED && !record.address().contains(".")) {
        String message =
            record.annotations().stream()
                .filter(each -> each.level().equals("error"))
                .map(RunSnapshot.Annotation::message)
                .findFirst()
                .orElse("");
        return "step " + record.address() + " failed" + (message.isEmpty() ? "" : ": " + message);
      }
    }
    return "";
  }

  // ---- what a restart left

  private void load() throws IOException {
    context.secrets().values().forEach(secret -> masks.add(secret.reveal()));
    masks.add(context.token().reveal());
    if (Files.exists(context.paths().masks())) {
      for (String value :
          JSON.readValue(
              Files.readString(context.paths().masks()), new TypeReference<List<String>>() {})) {
        masks.add(value);
      }
    }
    boolean first = true;
    for (ObjectNode json : journal.records()) {
      if (json.has("started-job")) {
        started = Instant.parse(json.path("started-job").asText());
        first = false;
      } else if (json.has("begin")) {
        begun.put(json.path("begin").asText(), json);
      } else if (json.has("step")) {
        StepRecord record = StepRecord.of(json);
        records.put(record.address(), record);
        apply(record);
        view.annotate(record.annotations());
      }
    }
    if (first) {
      journal.append(Journal.record().put("started-job", started.toString()));
    }
  }

  /// Hides a value from now on, also after a restart.
  void mask(String value) {
    masks.add(value);
    try {
      Path file = context.paths().masks();
      Path draft = file.resolveSibling("masks.draft");
      Files.deleteIfExists(draft);
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(draft, JSON.writeValueAsString(masks.values()));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a mask: " + e.getMessage(), e);
    }
  }

  // ---- before the first step

  private void prepare() throws IOException {
    JobPaths paths = context.paths();
    for (Path folder : List.of(paths.workspace(), paths.temp(), paths.home(), paths.actions())) {
      Files.createDirectories(folder);
    }
    Path event = paths.event();
    Files.createDirectories(event.toAbsolutePath().getParent());
    Files.writeString(
        event, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(context.request().event()));
    for (var file : context.configuration().homeFiles().entrySet()) {
      if (!Files.isReadable(file.getValue())) {
        continue;
      }
      Path target = paths.home().resolve(file.getKey());
      Files.createDirectories(target.toAbsolutePath().getParent());
      Files.copy(file.getValue(), target, StandardCopyOption.REPLACE_EXISTING);
    }
    CommitHooks.write(paths.hooks(), context.request().trailers());
    JobScope scope = new JobScope(this, frame(), Map.of());
    Map<String, String> env = new LinkedHashMap<>();
    env.putAll(Workflows.texts(context.workflow().env(), scope));
    env.putAll(Workflows.texts(context.job().env(), new JobScope(this, frame(), env)));
    jobEnv = env;
  }

  private static Frame frame() {
    return new Frame("", Optional.empty(), Map.of(), Map.of());
  }

  String tracking() {
    return "fairlead_"
        + UUID.nameUUIDFromBytes(
            context
                .paths()
                .directory()
                .toAbsolutePath()
                .toString()
                .getBytes(StandardCharsets.UTF_8));
  }

  /// Settings for every `git` of the job: real names are served where the endpoints say, commits
  /// get the run's trailers, and workspaces may belong to somebody else.
  Map<String, String> gitSettings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("core.hooksPath", context.paths().hooks().toAbsolutePath().toString());
    settings.put("safe.directory", "*");
    settings.put("init.defaultBranch", "main");
    Set<String> hosts =
        new java.util.LinkedHashSet<>(context.configuration().endpoints().byHost().keySet());
    for (String host : hosts) {
      String real = "https://" + host + "/";
      String served = context.configuration().endpoints().git(real + "x");
      if (!served.equals(real + "x")) {
        settings.put("url." + served.substring(0, served.length() - 1) + ".insteadOf", real);
      }
    }
    return GitConfig.added(context.configuration().environment(), settings);
  }

  /// The `github` context, but for what only a step knows.
  Map<String, Value> githubFields() {
    Map<String, Value> github =
        GithubContext.of(context.request(), context.configuration(), context.workflow().name());
    github.put("job", Value.of(context.job().id()));
    github.put("token", Value.of(context.token().reveal()));
    github.put("workspace", Value.of(context.paths().workspace().toAbsolutePath().toString()));
    github.put("event_path", Value.of(context.paths().event().toAbsolutePath().toString()));
    return github;
  }

  // ---- the time limit

  private Thread watchdog() {
    double minutes =
        context
            .job()
            .timeoutMinutes()
            .map(template -> template.evaluate(new JobScope(this, frame(), Map.of())).number())
            .filter(number -> number > 0)
            .orElse(DEFAULT_TIMEOUT_MINUTES);
    Instant deadline = started.plusMillis((long) (minutes * 60_000));
    return Thread.ofVirtual()
        .name("job-timeout-" + context.key())
        .start(() -> {
          try {
            Thread.sleep(
                Duration.between(context.clock().instant(), deadline).isNegative()
                    ? Duration.ZERO
                    : Duration.between(context.clock().instant(), deadline));
            cancel("the job ran longer than its " + Value.of(minutes).text() + " minutes");
          } catch (InterruptedException _) {
            // The job ended in time.
          }
        });
  }

  // ---- steps

  private void steps() {
    Frame frame = frame();
    List<Workflow.Step> steps = context.job().steps();
    for (int i = 0; i < steps.size(); i++) {
      view.step(i + 1, StepNames.early(steps.get(i)), State.WAITING, "", null, null);
    }
    var runner = new StepRunner(this);
    for (int i = 0; i < steps.size(); i++) {
      Workflow.Step step = steps.get(i);
      int number = i + 1;
      try (StepLog log = log(number)) {
        StepRecord record =
            runner.run(
                frame,
                step,
                number,
                log,
                (name, began) -> {
                  view.step(number, name, State.RUNNING, "", began, null);
                  changed.run();
                });
        frame.ended(step.id(), record);
        failed |= record.conclusion() == State.FAILED;
        view.step(
            number,
            runner.name(step),
            record.conclusion(),
            record.summary(),
            record.started(),
            record.finished());
        changed.run();
      }
    }
    finalFrame = frame;
  }

  private Frame finalFrame = frame();

  StepLog log(int number) {
    return new StepLog(
        context.paths().log(number),
        context.clock(),
        masks,
        context.key(),
        number,
        context.listener());
  }

  private void posts() {
    int number = context.job().steps().size();
    for (PostStep post : posts.reversed()) {
      number++;
      if (records.containsKey(post.address())) {
        StepRecord record = records.get(post.address());
        view.step(
            number, post.name(), record.conclusion(), "", record.started(), record.finished());
        continue;
      }
      Instant began = context.clock().instant();
      State state = State.SKIPPED;
      List<RunSnapshot.Annotation> annotations = new ArrayList<>();
      if (post.wanted(this)) {
        view.step(number, post.name(), State.RUNNING, "", began, null);
        changed.run();
        try (StepLog log = log(number)) {
          post.run(this, log);
          state = State.SUCCEEDED;
        } catch (StepFailure e) {
          Detached.check();
          annotations.add(
              new RunSnapshot.Annotation(
                  number, "error", masks.hide(String.valueOf(e.getMessage())), "", "", 0, 0));
          state = State.FAILED;
          failed = true;
        }
      }
      Instant ended = context.clock().instant();
      end(
          new StepRecord(
              post.address(),
              state,
              state,
              Map.of(),
              Map.of(),
              List.of(),
              Map.of(),
              "",
              annotations,
              began,
              ended));
      view.step(number, post.name(), state, "", began, ended);
      changed.run();
    }
  }

  private Map<String, String> outputs() {
    Map<String, String> outputs = new LinkedHashMap<>();
    JobScope scope = new JobScope(this, finalFrame, Map.of());
    try {
      Workflows.texts(context.job().outputs(), scope)
          .forEach((name, value) -> {
            if (value.isEmpty()) {
              return;
            }
            if (masks.hides(value)) {
              view.annotate(
                  List.of(
                      new RunSnapshot.Annotation(
                          0,
                          "warning",
                          "Skip output '" + name + "' since it may contain secret.",
                          "",
                          "",
                          0,
                          0)));
            } else {
              outputs.put(name, value);
            }
          });
    } catch (EvaluationException e) {
      failed = true;
      note(e.at() + ": " + e.getMessage());
    }
    return outputs;
  }

  // ---- after the last step

  private void writeView() {
    try {
      Path file = context.paths().view();
      Path draft = file.resolveSibling("view.draft");
      Files.writeString(draft, JSON.writeValueAsString(SnapshotJson.write(view.snapshot())));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the job's result: " + e.getMessage(), e);
    }
  }

  private void clean() {
    try {
      Directories.delete(context.paths().work());
      Directories.delete(context.paths().directory().resolve("steps"));
      Files.deleteIfExists(context.paths().masks());
    } catch (IOException _) {
      // Left-overs cost space only; the run directory goes one day.
    }
  }

  /// What the steps of a job share in their environment, without a step's own variables.
  Map<String, String> baseEnvironment() {
    Map<String, String> env = new HashMap<>(context.configuration().environment());
    env.put("CI", "true");
    env.put("GITHUB_ACTIONS", "true");
    String home = context.paths().home().toAbsolutePath().toString();
    env.put("HOME", home);
    // Java takes the home of the user's account, and not HOME; Maven must find the job's settings.
    env.merge("MAVEN_OPTS", "-Duser.home=" + home, (given, ours) -> given + " " + ours);
    env.put(TRACKING, tracking());
    env.put("DOCKER_CONFIG", context.paths().home().resolve(".docker").toAbsolutePath().toString());
    env.put("GIT_TERMINAL_PROMPT", "0");
    env.putAll(gitSettings());
    return env;
  }
}
