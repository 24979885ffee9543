package dev.fairlead.chart;

import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.model.RevisionTree;
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
  private static final Pattern URL = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*)://[^/]+/.+");
  private static final java.util.Set<String> REMOTE = java.util.Set.of("http", "https", "oci");
  private static final Pattern SOURCE = Pattern.compile("# Source: [^/]+/(.+)");

  private final ChartEngine engine;
  private final Workspace workspace;

  public TemplateCommandLine(ChartEngine engine, Workspace workspace) {
    this.engine = engine;
    this.workspace = workspace;
  }

  /// Runs `helm template` with these arguments (without `template` itself).
  public Result run(List<String> arguments) {
    try {
      return render(new TemplateOptions(CommandFlags.parse(arguments)));
    } catch (ChartException e) {
      String hint = e.hinted() ? HINT : "";
      return new Result(1, "", e.log() + "Error: " + e.getMessage() + hint + "\n", hints(e));
    }
  }

  private static List<String> hints(ChartException failure) {
    return failure.value().map(value -> List.of(value.explain(""))).orElse(List.of());
  }

  private Result render(TemplateOptions options) {
    try {
      return rendered(options);
    } catch (ChartException e) {
      throw e.withLog(options.warnings());
    }
  }

  private Result rendered(TemplateOptions options) {
    options.check();
    if (options.flags().on("help")) {
      return new Result(0, TemplateOptions.help(), options.warnings());
    }
    String name = options.releaseName().orElseGet(() -> engine.name(options.nameTemplate()));
    String chartPath = options.chart();
    Optional<String> repository = options.flags().text("repo").filter(url -> !url.isEmpty());
    if (repository.isPresent()) {
      throw new ChartException(
          "looks like "
              + GoStrings.quote(repository.get())
              + " is not a valid chart repository or cannot be reached: a chart is rendered from"
              + " files");
    }
    boolean directory = workspace.directory(chartPath).isPresent();
    if (chartPath.isEmpty() || !(directory || workspace.file(chartPath).isPresent())) {
      throw missing(chartPath);
    }
    if (directory && options.flags().on("verify")) {
      throw new ChartException("unpacked charts cannot be verified");
    }
    List<ValuesSource> values = options.values(workspace);
    Chart chart = load(options.helm(), chartPath);
    if (options.asksCluster()) {
      throw new ChartException(
          "cluster reachability check failed: kubernetes cluster unreachable: a chart is rendered"
              + " without a cluster");
    }
    RenderRequest request =
        new RenderRequest(
            name,
            options.namespace(),
            values,
            options.flags().text("kube-version").orElse(""),
            options.flags().all("api-versions"),
            options.flags().on("include-crds"),
            options.flags().on("is-upgrade"),
            options.flags().on("skip-schema-validation"),
            options.helm());
    StringBuilder stderr = new StringBuilder(options.warnings());
    Rendered rendered;
    String trace = options.flags().text("trace").orElse("");
    boolean unused = options.flags().on("trace-unused");
    if (trace.isEmpty() && !unused) {
      rendered = engine.render(chart, request);
      warnings(rendered, stderr);
    } else {
      Trace.Traced traced = engine.trace(chart, request);
      rendered = traced.rendered();
      warnings(rendered, stderr);
      if (unused) {
        traced.trace().unused().forEach(value -> stderr.append(value.explain()).append('\n'));
      }
      if (trace.equals("-")) {
        return new Result(0, TraceJson.write(traced), stderr.toString());
      }
      if (!trace.isEmpty()) {
        workspace.write(trace, GoStrings.encode(TraceJson.write(traced)));
      }
    }
    String output =
        options.outputDirectory().isEmpty()
            ? rendered.output(!options.flags().on("no-hooks"), options.flags().on("skip-tests"))
            : write(rendered, options, name);
    List<String> shown = options.flags().all("show-only");
    if (!shown.isEmpty()) {
      try {
        output = only(output, shown);
      } catch (ChartException e) {
        throw e.withLog(String.join("", rendered.warnings().stream().map(w -> w + "\n").toList()));
      }
    }
    return new Result(0, output, stderr.toString());
  }

  private static void warnings(Rendered rendered, StringBuilder into) {
    rendered.warnings().forEach(line -> into.append(line).append('\n'));
  }

  /// Helm takes what is no path for a name in a repository.
  private static ChartException missing(String path) {
    if (path.startsWith("/") || path.startsWith(".")) {
      return new ChartException("path \"" + path + "\" not found");
    }
    Matcher url = URL.matcher(path);
    if (url.matches()) {
      String scheme = url.group(1).toLowerCase(java.util.Locale.ROOT);
      return new ChartException(
          REMOTE.contains(scheme)
              ? "cannot fetch " + path + ": a chart is rendered from files"
              : "scheme " + GoStrings.quote(scheme) + " not supported");
    }
    int slash = path.indexOf('/');
    return new ChartException(
        slash < 0
            ? "non-absolute URLs should be in form of repo_name/path_to_chart, got: " + path
            : "repo " + path.substring(0, slash) + " not found");
  }

  private Chart load(HelmVersion helm, String path) {
    Optional<RevisionTree> directory = workspace.directory(path);
    if (directory.isPresent()) {
      if (!directory.get().isFile("Chart.yaml")) {
        String file = workspace.absolute(path) + "/Chart.yaml";
        throw new ChartException(helm.noChart(file));
      }
      return engine.loadStrictly(helm, directory.get());
    }
    byte[] bytes = workspace.file(path).orElse(new byte[0]);
    if (!Archive.isGzip(bytes)) {
      boolean yaml = path.endsWith(".yaml") || path.endsWith(".yml");
      String shown = workspace.absolute(path);
      String type = ContentType.of(bytes);
      throw new ChartException(
          yaml
              ? "file '" + shown + "' seems to be a YAML file, but expected a gzipped archive"
              : "file '" + shown + "' does not appear to be a gzipped archive; got '" + type + "'");
    }
    return engine.loadArchive(helm, bytes);
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
        throw new ChartException("could not find template " + pattern + " in chart");
      }
    }
    return out.toString();
  }

  private String write(Rendered rendered, TemplateOptions options, String name) {
    java.util.Map<String, StringBuilder> files = new java.util.LinkedHashMap<>();
    StringBuilder out = new StringBuilder();
    String directory =
        options.flags().on("release-name")
            ? options.outputDirectory() + "/" + name
            : options.outputDirectory();
    boolean noHooks = options.flags().on("no-hooks");
    boolean skipTests = options.flags().on("skip-tests");
    for (Rendered.Document document : rendered.documents()) {
      boolean hook = document.kind() == Rendered.Kind.HOOK;
      if (hook && (noHooks || (skipTests && document.isTest()))) {
        continue;
      }
      String base = document.kind() == Rendered.Kind.CRD ? options.outputDirectory() : directory;
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
}
