package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The kubectl and helm programs that this machine has, by version: `kubectl-1.35`, `helm-4.1.4`.
record CommandTools(Map<String, Path> programs) {
  private static final List<String> KUBECTL_VERSIONS = List.of("1.29", "1.32", "1.33", "1.35");
  private static final List<String> HELM_VERSIONS = List.of("4.1.4");

  /// Looks in the folder of fetched tools, on the path and where cloud SDKs keep theirs.
  static CommandTools find() {
    List<Path> folders = new ArrayList<>();
    folders.add(
        Path.of(
            Optional.ofNullable(System.getenv("FAIRLEAD_TOOLS"))
                .orElseGet(() ->
                    Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                            .orElse(System.getProperty("user.home") + "/.cache")
                        + "/fairlead/tools")));
    for (String entry : System.getenv("PATH").split(":")) {
      folders.add(Path.of(entry));
    }
    folders.add(Path.of("/usr/lib/google-cloud-sdk/bin"));
    Map<String, Path> programs = new TreeMap<>();
    for (Path folder : folders) {
      for (String version : KUBECTL_VERSIONS) {
        Stream.of("kubectl." + version, "kubectl")
            .map(folder::resolve)
            .filter(file ->
                Files.isExecutable(file)
                    && says(file, "Client Version: v" + version + ".", "version", "--client"))
            .findFirst()
            .ifPresent(file -> programs.putIfAbsent("kubectl-" + version, file));
      }
      for (String version : HELM_VERSIONS) {
        Path file = folder.resolve("helm");
        if (Files.isExecutable(file) && says(file, "v" + version, "version", "--short")) {
          programs.putIfAbsent("helm-" + version, file);
        }
      }
    }
    return new CommandTools(Map.copyOf(programs));
  }

  private static boolean says(Path program, String wanted, String... arguments) {
    try {
      List<String> command = new ArrayList<>(List.of(program.toString()));
      command.addAll(List.of(arguments));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0
          && text.contains(wanted)
          && !text.contains("-dispatcher"); // a front that picks a version by the server's
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// The tool that a vector needs and this machine lacks.
  Optional<String> missing(JsonNode vector) {
    List<JsonNode> steps = new ArrayList<>();
    vector.path("setup").forEach(steps::add);
    steps.add(vector);
    for (JsonNode step : steps) {
      for (String kind : List.of("kubectl", "helm")) {
        String tool = kind + "-" + step.path(kind).path("version").asText();
        if (step.has(kind) && !programs.containsKey(tool)) {
          return Optional.of(tool);
        }
      }
    }
    return Optional.empty();
  }

  /// What a command came to.
  record Ran(int exit, String out, String err) {}

  /// Runs a step's command in a vector's own folder, which is its HOME, too.
  Ran run(String kind, JsonNode command, Path folder) throws IOException, InterruptedException {
    for (Map.Entry<String, JsonNode> file : command.path("files").properties()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      Files.writeString(path, file.getValue().asText());
    }
    List<String> line = new ArrayList<>();
    line.add(
        Objects.requireNonNull(programs.get(kind + "-" + command.path("version").asText()))
            .toString());
    command.path("argv").forEach(argument -> line.add(argument.asText()));
    Path in = Files.createTempFile(folder, "in", "");
    Files.writeString(in, command.path("stdin").asText(""));
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("KUBECONFIG", folder.resolve("kubeconfig").toString());
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().put("TZ", "UTC");
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.redirectInput(in.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
    Process process = builder.start();
    if (!process.waitFor(command.path("seconds").asInt(120), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", line) + ": still running");
    }
    Ran ran = new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    for (Path file : List.of(in, out, err)) {
      Files.delete(file);
    }
    return ran;
  }

  /// Two or more blanks inside a line count as two; ends of lines and of the text do not count.
  static String squeezed(String text) {
    StringBuilder squeezed = new StringBuilder();
    for (String each : text.replace("\t", "  ").split("\n", -1)) {
      squeezed.append(each.replaceAll("(?<=\\S) {2,}", "  ").stripTrailing()).append('\n');
    }
    return squeezed.toString().replaceAll("^\n+|\n+$", "");
  }
}
