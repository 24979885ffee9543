package dev.fairlead.terraform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.Severity;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.process.Ended;
import dev.fairlead.process.ProcessException;
import dev.fairlead.process.ProcessSpec;
import dev.fairlead.process.Processes;
import dev.fairlead.process.RunningProcess;
import dev.fairlead.terraform.config.RepoPath;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.run.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks terraform whether it can read the files of a revision, without `init`: no provider, no
/// module, no backend is needed, and none is reached. Finds broken HCL, unknown blocks and
/// arguments of the language itself, and, as far as no provider is needed to tell, references to
/// what is not declared. Safe for any thread.
public final class TerraformSyntax {
  /// The rule of its findings.
  public static final String RULE = "terraform-syntax";

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  /// What terraform says because there was no `init`, or because other files are not there. A
  /// missing provider has no place in a file, and is left out by that.
  private static final Set<String> UNKNOWABLE =
      Set.of(
          "Module not installed",
          "Module source has changed",
          "Module version requirements have changed",
          "Invalid function argument",
          "Error in function call",
          "Unreadable module directory");

  private static final Pattern FMT_ERROR =
      Pattern.compile(
          "Error: ([^\n]+)\n\n +on ([^\n]+) line (\\d+)[^\n]*\n(?: +\\d+: [^\n]*\n)*\n([^\n]*)");

  private final TerraformSettings settings;
  private final Machine machine;
  private final Layout layout;

  public TerraformSyntax(TerraformSettings settings, Machine machine) {
    this.settings = settings;
    this.machine = machine;
    this.layout = new Layout(machine.directory());
  }

  /// Every directory that holds Terraform files; `.` for the root.
  public static List<String> directories(RevisionTree tree) {
    Set<String> found = new TreeSet<>();
    for (TreeEntry file : tree.walk("")) {
      if (isRead(file.name())) {
        found.add(RepoPath.parent(file.path()));
      }
    }
    return List.copyOf(found);
  }

  private static boolean isRead(String name) {
    return name.endsWith(".tf") || name.endsWith(".tf.json") || name.endsWith(".tfvars");
  }

  /// Checks every directory of a revision.
  public List<Finding> check(RevisionTree tree) {
    return check(tree, directories(tree));
  }

  /// Checks some directories. Where terraform is missing, or cannot be asked, each directory gets a
  /// notice that it was not checked: no findings would mean that all is well.
  public List<Finding> check(RevisionTree tree, Collection<String> directories) {
    layout.prepare();
    List<Finding> findings = new ArrayList<>();
    for (String directory : directories) {
      findings.addAll(directory(tree, RepoPath.clean(directory)));
    }
    return findings.stream()
        .distinct()
        .sorted(java.util.Comparator.comparing(Finding::at))
        .toList();
  }

  private List<Finding> directory(RevisionTree tree, String directory) {
    Path scratch = layout.root().resolve("runs").resolve("syntax-" + UUID.randomUUID());
    try {
      Path files = Files.createDirectories(scratch.resolve("files"));
      List<String> variables = new ArrayList<>();
      boolean configured = false;
      for (TreeEntry entry : tree.list(RepoPath.inTree(directory))) {
        if (entry.kind() == TreeEntry.Kind.FILE && isRead(entry.name())) {
          Files.write(files.resolve(entry.name()), tree.read(entry.path()));
          if (entry.name().endsWith(".tfvars")) {
            variables.add(entry.name());
          } else {
            configured = true;
          }
        }
      }
      List<Finding> findings = new ArrayList<>();
      if (configured) {
        findings.addAll(configuration(directory, files, scratch));
      }
      if (!variables.isEmpty()) {
        findings.addAll(variables(directory, variables, files, scratch));
      }
      return findings;
    } catch (ProcessException e) {
      return List.of(notChecked(directory, "needs terraform: " + e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot check the files of " + directory, e);
    } finally {
      Layout.delete(scratch);
    }
  }

  private List<Finding> configuration(String directory, Path files, Path scratch)
      throws IOException {
    Output output = terraform(files, scratch.resolve("validate"), "validate", "-json", "-no-color");
    JsonNode answer;
    try {
      answer = JSON.readTree(output.text());
    } catch (JsonProcessingException e) {
      return List.of(notChecked(directory, "terraform gave no answer: " + e.getOriginalMessage()));
    }
    if (!answer.has("valid")) {
      return List.of(notChecked(directory, "terraform gave no answer (" + output.ended() + ")"));
    }
    List<Finding> findings = new ArrayList<>();
    for (JsonNode diagnostic : answer.path("diagnostics")) {
      String summary = diagnostic.path("summary").asText();
      JsonNode range = diagnostic.path("range");
      if (!range.path("filename").isTextual() || UNKNOWABLE.contains(summary)) {
        continue;
      }
      findings.add(
          new Finding(
              diagnostic.path("severity").asText().equals("error")
                  ? Severity.ERROR
                  : Severity.WARNING,
              RULE,
              new Position(
                  RepoPath.clean(directory + "/" + range.path("filename").asText()),
                  range.path("start").path("line").asInt(),
                  range.path("start").path("column").asInt()),
              sentence(summary, diagnostic.path("detail").asText())));
    }
    return findings;
  }

  /// `validate` reads no variables files; `fmt` does, but tells the line only.
  private List<Finding> variables(String directory, List<String> names, Path files, Path scratch)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("fmt", "-check", "-write=false", "-list=false", "-no-color"));
    arguments.addAll(names);
    Output output = terraform(files, scratch.resolve("fmt"), arguments.toArray(String[]::new));
    List<Finding> findings = new ArrayList<>();
    Matcher errors = FMT_ERROR.matcher(output.errors());
    while (errors.find()) {
      findings.add(
          Finding.error(
              RULE,
              new Position(
                  RepoPath.clean(directory + "/" + errors.group(2)),
                  Integer.parseInt(errors.group(3)),
                  0),
              sentence(errors.group(1), errors.group(4))));
    }
    if (findings.isEmpty() && output.ended() instanceof Ended.Exited(int status) && status == 2) {
      findings.add(
          Finding.error(
              RULE,
              Position.of(RepoPath.clean(directory + "/" + names.getFirst())),
              output.errors().strip()));
    }
    return findings;
  }

  private record Output(Ended ended, String text, String errors) {}

  private Output terraform(Path directory, Path runDirectory, String... arguments)
      throws IOException {
    List<String> argv = new ArrayList<>(List.of(settings.programs().terraform()));
    argv.addAll(List.of(arguments));
    RunningProcess process =
        machine
            .processes()
            .start(
                runDirectory,
                ProcessSpec.of(directory, environment(), argv.toArray(String[]::new))
                    .withTimeout(PATIENCE));
    Ended ended = process.await();
    return new Output(ended, read(process.stdout()), read(process.stderr()));
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>(machine.environment());
    Path config = settings.programs().cliConfigFile();
    variables.put(
        "TF_CLI_CONFIG_FILE",
        (config == null ? layout.root().resolve("terraform.rc") : config.toAbsolutePath())
            .toString());
    variables.put("TF_IN_AUTOMATION", "true");
    variables.put("CHECKPOINT_DISABLE", "true");
    return variables;
  }

  /// Whether terraform is there to be asked.
  public boolean isAvailable() {
    String path = machine.environment().getOrDefault("PATH", "/usr/bin:/bin");
    Optional<Path> program =
        Processes.find(settings.programs().terraform(), path, machine.directory());
    return program.isPresent();
  }

  private static Finding notChecked(String directory, String reason) {
    return new Finding(Severity.NOTICE, RULE, Position.of(directory), "not checked: " + reason);
  }

  private static String sentence(String summary, String detail) {
    String rest = detail.replaceAll("\\s+", " ").strip();
    return rest.isEmpty() ? summary : summary + ": " + rest;
  }
}
