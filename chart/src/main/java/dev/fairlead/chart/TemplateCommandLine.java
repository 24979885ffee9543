package dev.fairlead.chart;

import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.model.RevisionTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `helm template` as a function: arguments in, exit code and texts out. What it reads and writes
/// goes through a [Workspace].
public final class TemplateCommandLine {

  /// The files that a command line names.
  public interface Workspace {
    /// A directory as a tree; empty where the path is not one.
    Optional<RevisionTree> directory(String path);

    /// The content of a file, `-` being standard input; empty where there is none.
    Optional<byte[]> file(String path);

    /// A path as messages show it.
    default String absolute(String path) {
      return path;
    }

    /// Writes a file for `--output-dir`.
    void write(String path, byte[] content);
  }

  /// How it ended. What a template prints need not be UTF-8: the texts hold such a byte as the lone
  /// surrogate U+DC00 + byte, and the methods give the bytes.
  ///
  /// @param stderr what helm prints, and nothing else
  /// @param hints what helm does not say: which value was missing, where it would be set; whole
  ///   lines without their line feed
  public record Result(int exitCode, String stdout, String stderr, List<String> hints) {
    public Result {
      hints = List.copyOf(hints);
    }

    public Result(int exitCode, String stdout, String stderr) {
      this(exitCode, stdout, stderr, List.of());
    }

    public byte[] stdoutBytes() {
      return GoStrings.encode(stdout);
    }

    public byte[] stderrBytes() {
      return GoStrings.encode(stderr);
    }
  }

  private static final String HINT = "\n\nUse --debug flag to render out invalid YAML";
  private static final Pattern SOURCE = Pattern.compile("# Source: [^/]+/(.+)");

  private final ChartEngine engine;
  private final Workspace workspace;

  public TemplateCommandLine(ChartEngine engine, Workspace workspace) {
    this.engine = engine;
    this.workspace = workspace;
  }

  /// Runs `helm template` with these arguments (without `template` itself).
  public Result run(List<String> arguments) {
    Options options = new Options();
    try {
      options.parse(arguments);
      return render(options);
    } catch (ChartException e) {
      String hint = e.hinted() ? HINT : "";
      return new Result(1, "", e.log() + "Error: " + e.getMessage() + hint + "\n", hints(e));
    }
  }

  private static List<String> hints(ChartException failure) {
    return failure.value().map(value -> List.of(value.explain(""))).orElse(List.of());
  }

  private Result render(Options options) {
    if (options.positional.isEmpty()) {
      throw new ChartException(
          "\"helm template\" requires at least 1 argument\n\n"
              + "Usage:  helm template [NAME] [CHART] [flags]");
    }
    if (!options.kubeVersion.isEmpty()) {
      Capabilities.KubeVersion.parse(options.kubeVersion);
    }
    String name = options.releaseName();
    String chartPath = options.positional.getLast();
    if (workspace.directory(chartPath).isEmpty() && workspace.file(chartPath).isEmpty()) {
      throw missing(chartPath);
    }
    List<ValuesSource> values = options.values(workspace);
    // Helm merges the values before it loads the chart, so their errors come first.
    UserValues.merge(values);
    Chart chart = load(chartPath);
    RenderRequest request =
        new RenderRequest(
            name,
            options.namespace,
            values,
            options.kubeVersion,
            options.apiVersions,
            options.includeCrds,
            options.upgrade,
            options.skipSchema);
    Rendered rendered = engine.render(chart, request);
    StringBuilder stderr = new StringBuilder();
    rendered.warnings().forEach(line -> stderr.append(line).append('\n'));
    String output =
        options.outputDirectory.isEmpty()
            ? rendered.output(!options.noHooks, options.skipTests)
            : write(rendered, options);
    if (!options.showOnly.isEmpty()) {
      output = only(output, options.showOnly);
    }
    return new Result(0, output, stderr.toString());
  }

  /// Helm takes what is no path for a name in a repository.
  private static ChartException missing(String path) {
    if (path.startsWith("/") || path.startsWith(".")) {
      return new ChartException("path \"" + path + "\" not found");
    }
    int slash = path.indexOf('/');
    return new ChartException(
        slash < 0
            ? "non-absolute URLs should be in form of repo_name/path_to_chart, got: " + path
            : "repo " + path.substring(0, slash) + " not found");
  }

  private Chart load(String path) {
    Optional<RevisionTree> directory = workspace.directory(path);
    if (directory.isPresent()) {
      if (!directory.get().isFile("Chart.yaml")) {
        String file = workspace.absolute(path) + "/Chart.yaml";
        throw new ChartException(
            "unable to detect chart at " + file + ": open " + file + ": no such file or directory");
      }
      return Charts.loadStrictly(directory.get(), "");
    }
    byte[] bytes = workspace.file(path).orElse(new byte[0]);
    boolean gzip = bytes.length > 2 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b;
    if (!gzip) {
      boolean yaml = path.endsWith(".yaml") || path.endsWith(".yml");
      String shown = workspace.absolute(path);
      // Helm looks at 512 bytes, and what is shorter ends in zeros.
      String type = bytes.length < 512 ? "application/octet-stream" : "text/plain; charset=utf-8";
      throw new ChartException(
          yaml
              ? "file '" + shown + "' seems to be a YAML file, but expected a gzipped archive"
              : "file '" + shown + "' does not appear to be a gzipped archive; got '" + type + "'");
    }
    return Charts.loadArchive(bytes);
  }

  private static String only(String output, List<String> patterns) {
    List<String> pieces = Manifests.split(output);
    StringBuilder out = new StringBuilder();
    for (String pattern : patterns) {
      boolean missing = true;
      for (String piece : pieces) {
        Matcher source = SOURCE.matcher(piece);
        if (source.find() && FileMatch.matches(pattern, source.group(1))) {
          out.append("---\n").append(piece).append('\n');
          missing = false;
        }
      }
      if (missing) {
        throw new ChartException("could not find template " + pattern + " in chart").asHinted();
      }
    }
    return out.toString();
  }

  private String write(Rendered rendered, Options options) {
    java.util.Map<String, StringBuilder> files = new java.util.LinkedHashMap<>();
    StringBuilder out = new StringBuilder();
    String directory =
        options.useReleaseName
            ? options.outputDirectory + "/" + options.releaseName()
            : options.outputDirectory;
    for (Rendered.Document document : rendered.documents()) {
      boolean hook = document.kind() == Rendered.Kind.HOOK;
      if (hook && (options.noHooks || (options.skipTests && document.isTest()))) {
        continue;
      }
      String base = document.kind() == Rendered.Kind.CRD ? options.outputDirectory : directory;
      String path = base + "/" + document.path();
      files
          .computeIfAbsent(path, _ -> new StringBuilder())
          .append("---\n# Source: ")
          .append(document.path())
          .append('\n')
          .append(document.text())
          .append('\n');
      out.append("wrote ").append(path).append('\n');
    }
    files.forEach((path, text) -> workspace.write(path, GoStrings.encode(text.toString())));
    return out.append('\n').toString();
  }

  /// The flags of `helm template` that matter without a cluster; the others are accepted.
  private static final class Options {
    private final List<String> positional = new ArrayList<>();
    private final List<String[]> settings = new ArrayList<>();
    private final List<String> apiVersions = new ArrayList<>();
    private final List<String> showOnly = new ArrayList<>();
    private String namespace = "default";
    private String kubeVersion = "";
    private String outputDirectory = "";
    private String nameTemplate = "";
    private boolean generateName;
    private boolean includeCrds;
    private boolean upgrade;
    private boolean skipSchema;
    private boolean noHooks;
    private boolean skipTests;
    private boolean useReleaseName;

    void parse(List<String> arguments) {
      boolean onlyPositional = false;
      for (int i = 0; i < arguments.size(); i++) {
        String argument = arguments.get(i);
        if (onlyPositional || !argument.startsWith("-") || argument.equals("-")) {
          positional.add(argument);
          continue;
        }
        if (argument.equals("--")) {
          onlyPositional = true;
          continue;
        }
        int equals = argument.indexOf('=');
        String flag = equals < 0 ? argument : argument.substring(0, equals);
        String value = equals < 0 ? null : argument.substring(equals + 1);
        if (!argument.startsWith("--") && argument.length() > 2) {
          // -nfoo, -fvalues.yaml
          flag = argument.substring(0, 2);
          value = argument.substring(2);
          value = value.startsWith("=") ? value.substring(1) : value;
        }
        if (isSwitch(flag)) {
          set(flag, value == null || value.equals("true"));
          continue;
        }
        if (!isKnown(flag)) {
          throw unknown(flag);
        }
        if (value == null) {
          if (i + 1 >= arguments.size()) {
            throw new ChartException("flag needs an argument: " + flag);
          }
          value = arguments.get(++i);
        }
        set(flag, value);
      }
    }

    private static final java.util.Set<String> WITH_VALUE =
        java.util.Set.of(
            "-n",
            "--namespace",
            "--kube-version",
            "-a",
            "--api-versions",
            "-s",
            "--show-only",
            "--output-dir",
            "--name-template",
            "-f",
            "--values",
            "--set",
            "--set-string",
            "--set-json",
            "--set-file",
            "--set-literal",
            "--post-renderer",
            "--post-renderer-args",
            "--kube-context",
            "--kubeconfig",
            "--version",
            "--repo",
            "--timeout",
            "--description",
            "--username",
            "--password",
            "--keyring",
            "--ca-file",
            "--cert-file",
            "--key-file",
            "--labels",
            "-l",
            "--registry-config",
            "--repository-cache",
            "--repository-config",
            "--kube-apiserver",
            "--kube-token",
            "--burst-limit",
            "--qps",
            "--color",
            "--content-cache");

    private static boolean isKnown(String flag) {
      return WITH_VALUE.contains(flag);
    }

    private static ChartException unknown(String flag) {
      return new ChartException(
          flag.startsWith("--")
              ? "unknown flag: " + flag
              : "unknown shorthand flag: '" + flag.charAt(1) + "' in " + flag);
    }

    private static boolean isSwitch(String flag) {
      return switch (flag) {
        case "--include-crds",
            "--is-upgrade",
            "--skip-schema-validation",
            "--no-hooks",
            "--skip-tests",
            "--release-name",
            "-g",
            "--generate-name",
            "--skip-crds",
            "--debug",
            "--validate",
            "--devel",
            "--dependency-update",
            "--enable-dns",
            "--disable-openapi-validation",
            "--create-namespace",
            "--render-subchart-notes",
            "--verify",
            "--replace",
            "--wait",
            "--wait-for-jobs",
            "--hide-notes",
            "--hide-secret",
            "--insecure-skip-tls-verify",
            "--pass-credentials",
            "--plain-http",
            "--force",
            "--take-ownership",
            "--dry-run",
            "--rollback-on-failure",
            "--atomic" ->
            true;
        default -> false;
      };
    }

    private void set(String flag, boolean on) {
      switch (flag) {
        case "--include-crds" -> includeCrds = on;
        case "--is-upgrade" -> upgrade = on;
        case "--skip-schema-validation" -> skipSchema = on;
        case "--no-hooks" -> noHooks = on;
        case "--skip-tests" -> skipTests = on;
        case "--release-name" -> useReleaseName = on;
        case "-g", "--generate-name" -> generateName = on;
        default -> {
          // No effect without a cluster.
        }
      }
    }

    private void set(String flag, String value) {
      switch (flag) {
        case "-n", "--namespace" -> namespace = value;
        case "--kube-version" -> kubeVersion = value;
        case "-a", "--api-versions" -> apiVersions.addAll(List.of(value.split(",")));
        case "-s", "--show-only" -> showOnly.add(value);
        case "--output-dir" -> outputDirectory = value;
        case "--name-template" -> nameTemplate = value;
        case "-f",
            "--values",
            "--set",
            "--set-string",
            "--set-json",
            "--set-file",
            "--set-literal" ->
            settings.add(new String[] {flag, value});
        default -> {
          // No effect without a cluster or a repository.
        }
      }
    }

    String releaseName() {
      if (positional.size() > 2) {
        throw new ChartException(
            "expected at most two arguments, unexpected arguments: "
                + String.join(", ", positional.subList(2, positional.size())));
      }
      if (positional.size() == 2) {
        if (generateName) {
          throw new ChartException("cannot set --generate-name and also specify a name");
        }
        if (!nameTemplate.isEmpty()) {
          throw new ChartException("cannot set --name-template and also specify a name");
        }
        return positional.getFirst();
      }
      if (!nameTemplate.isEmpty()) {
        return nameTemplate;
      }
      return "release-name";
    }

    List<ValuesSource> values(Workspace workspace) {
      List<ValuesSource> out = new ArrayList<>();
      for (String[] setting : settings) {
        String value = setting[1];
        switch (setting[0]) {
          case "-f", "--values" -> {
            for (String path : value.split(",")) {
              out.add(new ValuesSource.File(path, read(workspace, path)));
            }
          }
          case "--set" -> out.add(new ValuesSource.Set(value));
          case "--set-string" -> out.add(new ValuesSource.SetString(value));
          case "--set-json" -> out.add(new ValuesSource.SetJson(value));
          case "--set-literal" -> out.add(new ValuesSource.SetLiteral(value));
          default -> files(workspace, value, out);
        }
      }
      return out;
    }

    private static void files(Workspace workspace, String value, List<ValuesSource> into) {
      for (String each : value.split("(?<!\\\\),")) {
        int equals = each.indexOf('=');
        if (equals < 0) {
          throw new ChartException(
              "failed parsing --set-file data: key " + GoStrings.quote(each) + " has no value");
        }
        try {
          into.add(
              new ValuesSource.SetFile(
                  each.substring(0, equals), read(workspace, each.substring(equals + 1))));
        } catch (ChartException e) {
          throw new ChartException("failed parsing --set-file data: " + e.getMessage());
        }
      }
    }

    private static String read(Workspace workspace, String path) {
      return GoStrings.decode(
          workspace
              .file(path)
              .orElseThrow(
                  () -> new ChartException("open " + path + ": no such file or directory")));
    }
  }
}
