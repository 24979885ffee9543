package dev.fairlead.actions.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.actions.action.ActionContext;
import dev.fairlead.actions.action.ActionException;
import dev.fairlead.actions.action.ImageBuilds;
import dev.fairlead.actions.action.Sources;
import dev.fairlead.actions.expression.Value;
import dev.fairlead.model.Endpoints;
import dev.fairlead.model.Secret;
import dev.fairlead.model.State;
import dev.fairlead.process.Ended;
import dev.fairlead.process.ProcessSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A step, as a built-in action sees it.
///
/// @param defaults the action's inputs with their defaults
/// @param with what the step gives
record BuiltInContext(
    JobRun job,
    StepRunner.Running running,
    Map<String, String> environment,
    Map<String, String> defaults,
    Map<String, String> with,
    StepProcesses processes)
    implements ActionContext {
  private static final JsonMapper JSON = new JsonMapper();

  private Optional<String> value(String name) {
    return with.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  @Override
  public String input(String name) {
    return value(name)
        .map(String::strip)
        .filter(text -> !text.isEmpty() || defaults.getOrDefault(name, "").isEmpty())
        .orElseGet(() -> defaults.getOrDefault(name, ""));
  }

  @Override
  public boolean given(String name) {
    return value(name).filter(text -> !text.isBlank()).isPresent();
  }

  @Override
  public void output(String name, String value) {
    running.effects().outputs().put(name, value);
  }

  @Override
  public void environment(String name, String value) {
    running.effects().env().put(name, value);
  }

  @Override
  public void path(Path folder) {
    running.effects().path().add(folder.toString());
  }

  @Override
  public void mask(String value) {
    if (!value.isBlank()) {
      job.mask(value);
    }
  }

  @Override
  public void state(String name, String value) {
    running.effects().state().put(name, value);
  }

  @Override
  public String state(String name) {
    return job.record(running.address())
        .map(record -> record.state().getOrDefault(name, ""))
        .orElseGet(() -> running.effects().state().getOrDefault(name, ""));
  }

  @Override
  public void log(String text) {
    running.log().say(text);
  }

  @Override
  public void notice(String message) {
    running.effects().annotate("notice", message);
    running.log().say("##[notice]" + message);
  }

  @Override
  public void warning(String message) {
    running.effects().annotate("warning", message);
    running.log().say("##[warning]" + message);
  }

  @Override
  public Value.Fields github() {
    return running.scope().github();
  }

  @Override
  public Path workspace() {
    return job.context().paths().workspace().toAbsolutePath();
  }

  @Override
  public Path home() {
    return job.context().paths().home().toAbsolutePath();
  }

  @Override
  public Path temp() {
    return job.context().paths().temp().toAbsolutePath();
  }

  @Override
  public Path toolCache() {
    return job.context().configuration().toolCache().toAbsolutePath();
  }

  @Override
  public Path artifacts() {
    return job.context().request().runDirectory().toAbsolutePath().resolve("artifacts");
  }

  @Override
  public String serverUrl() {
    return job.context().configuration().serverUrl();
  }

  @Override
  public Endpoints endpoints() {
    return job.context().configuration().endpoints();
  }

  @Override
  public Sources sources() {
    return job.context().ports().sources();
  }

  @Override
  public ImageBuilds images() {
    return job.context().ports().images();
  }

  @Override
  public Secret token() {
    return job.context().token();
  }

  @Override
  public boolean succeeded() {
    return !job.failed() && !job.isCancelled();
  }

  // ---- logins: in Docker's own file, so that programs of the job have them too

  private Path dockerConfig() {
    return home().resolve(".docker").resolve("config.json");
  }

  private ObjectNode readDockerConfig() {
    try {
      if (Files.exists(dockerConfig())
          && JSON.readTree(Files.readString(dockerConfig())) instanceof ObjectNode json) {
        return json;
      }
      return JSON.createObjectNode();
    } catch (JsonProcessingException e) {
      throw new ActionException(dockerConfig() + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeDockerConfig(ObjectNode json) {
    try {
      Files.createDirectories(dockerConfig().toAbsolutePath().getParent());
      Files.deleteIfExists(dockerConfig());
      Files.createFile(
          dockerConfig(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(dockerConfig(), JSON.writeValueAsString(json));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + dockerConfig() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Map<String, ImageBuilds.Login> logins() {
    Map<String, ImageBuilds.Login> logins = new LinkedHashMap<>();
    for (var entry : readDockerConfig().path("auths").properties()) {
      JsonNode auth = entry.getValue().path("auth");
      String pair = new String(Base64.getDecoder().decode(auth.asText("")), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      if (colon > 0) {
        logins.put(
            entry.getKey(),
            new ImageBuilds.Login(pair.substring(0, colon), new Secret(pair.substring(colon + 1))));
      }
    }
    return logins;
  }

  @Override
  public void login(String registry, ImageBuilds.Login login) {
    ObjectNode json = readDockerConfig();
    String pair = login.user() + ":" + login.password().reveal();
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    mask(encoded);
    json.withObjectProperty("auths").putObject(registry).put("auth", encoded);
    writeDockerConfig(json);
  }

  @Override
  public void logout(String registry) {
    ObjectNode json = readDockerConfig();
    json.withObjectProperty("auths").remove(registry);
    writeDockerConfig(json);
  }

  // ---- programs

  private ProcessSpec spec(Path directory, Map<String, String> extra, List<String> command) {
    Map<String, String> env = new LinkedHashMap<>(environment);
    env.putAll(extra);
    return ProcessSpec.of(directory, env, command.toArray(String[]::new));
  }

  private int status(Ended ended, List<String> command) {
    return switch (ended) {
      case Ended.Exited(int status) -> status;
      case Ended.Cancelled() ->
          throw new StepFailure(State.CANCELLED, "The operation was canceled.");
      case Ended.TimedOut() -> throw new ActionException(command.getFirst() + " took too long");
      case Ended.Vanished(String reason) ->
          throw new ActionException(command.getFirst() + " is gone: " + reason);
    };
  }

  @Override
  public int run(Path directory, Map<String, String> extra, List<String> command) {
    log("[command]" + String.join(" ", command));
    return status(
        processes.again(spec(directory, extra, command), (line, _) -> running.log().say(line)),
        command);
  }

  @Override
  public String capture(Path directory, Map<String, String> extra, List<String> command) {
    List<String> lines = new ArrayList<>();
    int status =
        status(
            processes.again(spec(directory, extra, command), (line, _) -> lines.add(line)),
            command);
    String text = String.join("\n", lines);
    if (status != 0) {
      throw new ActionException(
          String.join(" ", command) + " ended with status " + status + ": " + text);
    }
    return text;
  }
}
