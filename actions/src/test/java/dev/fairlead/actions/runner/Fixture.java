package dev.fairlead.actions.runner;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.actions.action.ImageBuilds;
import dev.fairlead.git.Credentials;
import dev.fairlead.git.Mirror;
import dev.fairlead.git.Trailer;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Endpoints;
import dev.fairlead.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A forge made of bare repositories in a directory, and a runner for it.
final class Fixture implements AutoCloseable {
  static final String REPOSITORY = "acme/shop";

  private final Path directory;
  private final Map<String, Mirror> mirrors = new LinkedHashMap<>();
  private final Map<String, Secret> secrets = new LinkedHashMap<>();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private ImageBuilds images = ImageBuilds.NONE;
  private RunnerConfiguration configuration;

  Fixture(Path directory) {
    this.directory = directory;
    this.configuration =
        RunnerConfiguration.standard(
            System.getenv(),
            new Endpoints(
                Map.of(
                    "github.com",
                    new Endpoints.Endpoint(
                        URI.create("file://" + directory.resolve("forge")), null, null))),
            directory.resolve("tools"));
  }

  Fixture secret(String name, String value) {
    secrets.put(name, new Secret(value));
    return this;
  }

  Fixture variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  Fixture images(ImageBuilds builds) {
    images = builds;
    return this;
  }

  Fixture configure(java.util.function.UnaryOperator<RunnerConfiguration> change) {
    configuration = change.apply(configuration);
    return this;
  }

  Path bare(String repository) {
    return directory.resolve("forge").resolve(repository + ".git");
  }

  /// Commits files to `main` of a repository and pushes; makes the repository when it is new.
  CommitId push(String repository, Map<String, String> files) {
    try {
      Path bare = bare(repository);
      Path work = directory.resolve("clones").resolve(repository);
      if (!Files.exists(bare)) {
        Files.createDirectories(bare);
        Files.createDirectories(work);
        git(bare, "init", "-q", "--bare", "-b", "main");
        git(work, "init", "-q", "-b", "main");
        git(work, "remote", "add", "origin", bare.toString());
      } else {
        git(work, "pull", "-q", "origin", "main");
      }
      for (var file : files.entrySet()) {
        Path path = work.resolve(file.getKey());
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.writeString(path, file.getValue());
      }
      git(work, "add", "-A");
      git(work, "commit", "-q", "-m", "work\n\nbody");
      git(work, "push", "-q", "origin", "main");
      CommitId commit = new CommitId(git(work, "rev-parse", "HEAD"));
      mirror(repository).orElseThrow().fetch();
      return commit;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Optional<Mirror> mirror(String repository) {
    if (!Files.exists(bare(repository))) {
      return Optional.empty();
    }
    return Optional.of(
        mirrors.computeIfAbsent(
            repository,
            name ->
                Mirror.open(
                    directory.resolve("mirrors").resolve(name + ".git"),
                    "file://" + bare(name),
                    Credentials.NONE)));
  }

  static String git(Path work, String... arguments) {
    try {
      List<String> command = new ArrayList<>(List.of("git"));
      command.addAll(List.of(arguments));
      var builder = new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true);
      builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
      for (String role : List.of("AUTHOR", "COMMITTER")) {
        builder.environment().put("GIT_" + role + "_NAME", "Ann");
        builder.environment().put("GIT_" + role + "_EMAIL", "ann@example.com");
      }
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + output);
      }
      return output.strip();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Runner runner() {
    return new Runner(
        configuration,
        new RunnerPorts(
            this::mirror,
            new RunnerPorts.Settings() {
              @Override
              public Map<String, Secret> secrets(String repository, String environment) {
                return secrets;
              }

              @Override
              public Map<String, String> variables(String repository, String environment) {
                return variables;
              }
            },
            (_, _) -> new Secret("gh-token-0123456789"),
            images),
        Clock.systemUTC());
  }

  RunRequest request(CommitId commit, String workflow) {
    ObjectNode event = new JsonMapper().createObjectNode();
    event.put("ref", "refs/heads/main").put("after", commit.hex());
    event.putObject("head_commit").put("message", "work\n\nbody");
    event.putObject("repository").put("full_name", REPOSITORY).put("default_branch", "main");
    return new RunRequest(
        directory.resolve("run"),
        REPOSITORY,
        ".github/workflows/" + workflow,
        commit,
        "refs/heads/main",
        "push",
        event,
        "ann",
        4711,
        7,
        1,
        List.of(new Trailer("Fairlead-Delivery", "d-1")));
  }

  /// Pushes one workflow (and files), runs it and waits.
  RunSnapshot run(String workflow, Map<String, String> files) throws InterruptedException {
    return run(workflow, files, RunListener.SILENT);
  }

  RunSnapshot run(String workflow, Map<String, String> files, RunListener listener)
      throws InterruptedException {
    Map<String, String> all = new LinkedHashMap<>(files);
    all.put(".github/workflows/ci.yml", workflow);
    CommitId commit = push(REPOSITORY, all);
    return runner().start(request(commit, "ci.yml"), listener).await();
  }

  /// The texts of a step's log.
  List<String> log(String job, int step) {
    return Runner.log(directory.resolve("run"), job, step).stream()
        .map(RunListener.Line::text)
        .toList();
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    mirrors.values().forEach(Mirror::close);
  }
}
