package dev.fairlead.chart;

import dev.fairlead.chart.TemplateCommandLine.Workspace;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoStrings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What the flags of `helm template` mean; those for a cluster or a repository are read and have no
/// effect.
record TemplateOptions(CommandFlags flags) {
  static final String USAGE = "Usage:  helm template [NAME] [CHART] [flags]";

  /// What `--help` prints: helm's text, with those of its flags that have an effect here.
  static String help() {
    try (InputStream text =
        Objects.requireNonNull(TemplateOptions.class.getResourceAsStream("template-help.txt"))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the help", e);
    }
  }

  /// What is printed before anything else: of deprecated flags and their values.
  String warnings() {
    String dryRun = flags.text("dry-run").orElse("client");
    return flags.warningText()
        + switch (dryRun) {
          case "unset" ->
              "level=WARN msg=\"--dry-run is deprecated and should be replaced with"
                  + " '--dry-run=client'\"\n";
          case "1", "t", "T", "true", "TRUE", "True" ->
              "level=WARN msg=\"boolean '--dry-run="
                  + dryRun
                  + "' flag is deprecated and must be replaced with '--dry-run=client'\"\n";
          default -> "";
        };
  }

  /// The checks of cobra and of the command itself, in their order.
  void check() {
    if (flags.on("help")) {
      return;
    }
    if (flags.positional().isEmpty()) {
      throw new ChartException("\"helm template\" requires at least 1 argument\n\n" + USAGE);
    }
    exclusive("dry-run", "validate", "validate dry-run");
    exclusive("force-conflicts", "force-replace", "force-replace force-conflicts");
    exclusive("force", "force-conflicts", "force force-conflicts");
    String kubeVersion = flags.text("kube-version").orElse("");
    if (!kubeVersion.isEmpty()) {
      Capabilities.KubeVersion.parse(helm(), kubeVersion);
    }
    dryRun(flags.text("dry-run").orElse("client"));
  }

  /// Whether a cluster would have to be asked.
  boolean asksCluster() {
    return flags.on("validate") || flags.text("dry-run").filter("server"::equals).isPresent();
  }

  private void exclusive(String first, String second, String group) {
    if (flags.isSet(first) && flags.isSet(second)) {
      throw new ChartException(
          "if any flags in the group [%s] are set none of the others can be; [%s %s] were all set"
              .formatted(group, first, second));
    }
  }

  private static void dryRun(String value) {
    boolean unknown = false;
    switch (value) {
      case "client", "server", "unset", "1", "t", "T", "true", "TRUE", "True" -> {}
      case "none", "0", "f", "F", "false", "FALSE", "False" ->
          throw new ChartException(
              "invalid dry-run value ("
                  + GoStrings.quote(value)
                  + "). Must be \"server\" or \"client\"");
      default -> unknown = true;
    }
    if (unknown) {
      throw new ChartException(
          "invalid dry-run value ("
              + GoStrings.quote(value)
              + "). Must be \"none\", \"server\", or \"client\"");
    }
  }

  /// `--helm`, which helm does not have: whose bytes and messages are followed.
  HelmVersion helm() {
    return flags.text("helm").map(HelmVersion::parse).orElse(HelmVersion.V4);
  }

  String namespace() {
    return flags.text("namespace").filter(name -> !name.isEmpty()).orElse("default");
  }

  String outputDirectory() {
    return flags.text("output-dir").orElse("");
  }

  String nameTemplate() {
    return flags.text("name-template").orElse("");
  }

  /// The release's name; empty where `--name-template` says it.
  Optional<String> releaseName() {
    List<String> positional = flags.positional();
    if (positional.size() > 2) {
      throw new ChartException(
          "expected at most two arguments, unexpected arguments: "
              + String.join(", ", positional.subList(2, positional.size())));
    }
    if (positional.size() == 2) {
      if (flags.on("generate-name")) {
        throw new ChartException("cannot set --generate-name and also specify a name");
      }
      if (!nameTemplate().isEmpty()) {
        throw new ChartException("cannot set --name-template and also specify a name");
      }
      return Optional.of(positional.getFirst());
    }
    return nameTemplate().isEmpty() ? Optional.of("release-name") : Optional.empty();
  }

  /// The chart as it was named.
  String chart() {
    return GoStrings.trimSpace(flags.positional().getLast());
  }

  /// The user's values. What cannot be read or parsed is found in helm's order: files, then the
  /// other flags kind by kind.
  ///
  /// @throws ChartException with helm's message
  List<ValuesSource> values(Workspace workspace) {
    List<ValuesSource> out = new ArrayList<>();
    for (String path : flags.all("values")) {
      try {
        out.add(new ValuesSource.File(path, read(workspace, path)));
      } catch (ChartException e) {
        UserValues.merge(helm(), out);
        throw e;
      }
    }
    for (CommandFlags.Setting setting : flags.settings()) {
      String value = setting.value();
      switch (setting.flag()) {
        case "set" -> out.add(new ValuesSource.Set(value));
        case "set-string" -> out.add(new ValuesSource.SetString(value));
        case "set-json" -> out.add(new ValuesSource.SetJson(value));
        case "set-literal" -> out.add(new ValuesSource.SetLiteral(value));
        default -> {
          // Another flag.
        }
      }
    }
    for (String expression : flags.all("set-file")) {
      try {
        out.add(files(workspace, expression));
      } catch (ChartException e) {
        UserValues.merge(
            helm(),
            out.stream().filter(each -> !(each instanceof ValuesSource.SetLiteral)).toList());
        throw e;
      }
    }
    // Helm merges the values before it loads the chart, so their errors come first.
    UserValues.merge(helm(), out);
    return out;
  }

  private static ValuesSource files(Workspace workspace, String expression) {
    Map<String, String> files = new HashMap<>();
    try {
      SetParser.parseFiles(
          expression,
          path -> files.computeIfAbsent(path, each -> read(workspace, each)),
          GoMap.create());
    } catch (GoError _) {
      // The merge will say it.
    } catch (ChartException e) {
      throw new ChartException("failed parsing --set-file data: " + e.getMessage());
    }
    return new ValuesSource.SetFile(expression, files);
  }

  private static String read(Workspace workspace, String path) {
    String trimmed = GoStrings.trimSpace(path);
    Optional<byte[]> content = workspace.file(trimmed.equals("-") ? trimmed : path);
    if (content.isEmpty()) {
      boolean directory = !path.isEmpty() && workspace.directory(path).isPresent();
      throw new ChartException(
          directory
              ? "read " + path + ": is a directory"
              : "open " + path + ": no such file or directory");
    }
    return GoStrings.decode(content.get());
  }
}
