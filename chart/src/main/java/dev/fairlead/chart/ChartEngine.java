package dev.fairlead.chart;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.chart.functions.Constraint;
import dev.fairlead.chart.functions.Functions;
import dev.fairlead.chart.go.Budget;
import dev.fairlead.chart.go.GoBytes;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoFunction;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.LimitReached;
import dev.fairlead.chart.template.Execution;
import dev.fairlead.chart.template.TemplateSet;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Renders charts as `helm template` does. Safe for any thread; keep one engine, it remembers
/// charts and parsed templates.
public final class ChartEngine {
  private static final Pattern RELEASE_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final int MAX_RELEASE_NAME = 53;

  /// Templates call each other up to 1000 deep per name; Go has no fixed stack.
  private static final long STACK_BYTES = 1L << 30;

  /// What Helm adds to Sprig's functions.
  private static final java.util.Set<String> HELMS_OWN =
      java.util.Set.of(
          "include",
          "tpl",
          "required",
          "lookup",
          "toYaml",
          "mustToYaml",
          "toYamlPretty",
          "fromYaml",
          "fromYamlArray",
          "fromJsonArray",
          "toToml",
          "fromToml");

  /// Of files; the charts made of them take a few times as much.
  private static final long MAX_CACHED_CHARTS = 64L << 20;

  private static final int MAX_CACHED_TEMPLATES = 20_000;
  private static final int MAX_FURTHER = 50;
  private static final ScopedValue<AtomicBoolean> IMPURE = ScopedValue.newInstance();
  private static final ScopedValue<ClusterView> CLUSTER = ScopedValue.newInstance();

  private final Map<HelmVersion, Map<String, GoFunction>> functions = new HashMap<>();
  private final Map<TemplateText, TemplateSet.Parsed> parsed = new ConcurrentHashMap<>();
  private final ChartCache charts = new ChartCache(MAX_CACHED_CHARTS);
  private final Limits limits;

  /// What a parsed template is remembered by.
  private record TemplateText(HelmVersion helm, String path, String text) {}

  /// An engine on the system's clock and randomness.
  public ChartEngine() {
    this(Clock.system(java.time.ZoneId.systemDefault()), new SecureRandom());
  }

  /// An engine for which `now` and `randAlphaNum` give what the caller says.
  public ChartEngine(Clock clock, RandomGenerator random) {
    this(clock, random, Limits.DEFAULT);
  }

  /// An engine with limits of the caller's.
  public ChartEngine(Clock clock, RandomGenerator random, Limits limits) {
    this.limits = limits;
    Map<String, GoFunction> all =
        Functions.all(clock, random, ChartEngine::lookup, ChartEngine::impure);
    for (HelmVersion helm : HelmVersion.values()) {
      Map<String, GoFunction> own = new HashMap<>(all);
      own.keySet().removeAll(helm.withoutFunctions());
      functions.put(helm, Map.copyOf(own));
    }
  }

  private static void impure() {
    if (IMPURE.isBound()) {
      IMPURE.get().set(true);
      // A key takes a second, and a template may ask for many.
      Budget.current().look();
    }
  }

  private static Optional<ObjectNode> lookup(
      String apiVersion, String kind, String namespace, String name) {
    ClusterView cluster = CLUSTER.orElse(ClusterView.NONE);
    if (cluster.equals(ClusterView.NONE)) {
      return Optional.empty();
    }
    impure();
    try {
      return name.isEmpty()
          ? cluster.list(apiVersion, kind, namespace)
          : cluster.get(apiVersion, kind, namespace, name);
    } catch (ChartException e) {
      throw new GoError(e.reason());
    }
  }

  /// As [Charts#load(RevisionTree, String)], but what was loaded before from equal files is not
  /// parsed again.
  ///
  /// @throws ChartException with helm's message
  public Chart load(RevisionTree tree, String path) {
    return Charts.load(HelmVersion.V4, tree, path, charts);
  }

  /// As [Charts#loadArchive(byte[])], but what was loaded before from equal files is not parsed
  /// again.
  ///
  /// @throws ChartException with helm's message
  public Chart loadArchive(byte[] bytes) {
    return loadArchive(HelmVersion.V4, bytes);
  }

  Chart loadArchive(HelmVersion helm, byte[] bytes) {
    return Charts.loadArchive(helm, bytes, charts);
  }

  /// As helm does: what is not in `charts/` is not there.
  Chart loadStrictly(HelmVersion helm, RevisionTree tree) {
    return Charts.loadStrictly(helm, tree, "", charts);
  }

  /// Renders a chart.
  ///
  /// When the calling thread is interrupted the rendering is given up; the thread's flag is set
  /// again.
  ///
  /// @throws ChartException with helm's message, or naming the limit of [Limits] that is broken
  public Rendered render(Chart chart, RenderRequest request) {
    return render(chart, request, ClusterView.NONE);
  }

  /// Renders a chart whose templates may look into a cluster, as `helm install` does.
  ///
  /// @throws ChartException as [#render(Chart, RenderRequest)]
  public Rendered render(Chart chart, RenderRequest request, ClusterView cluster) {
    return render(chart, request, cluster, null);
  }

  /// Renders a chart and tells what it read, what printed its lines and which supplied values had
  /// no effect. What is rendered is the same as without a trace.
  ///
  /// @throws ChartException as [#render(Chart, RenderRequest)]
  public Trace.Traced trace(Chart chart, RenderRequest request) {
    TraceReport report = new TraceReport();
    Rendered rendered = render(chart, request, ClusterView.NONE, report);
    return new Trace.Traced(rendered, report.trace());
  }

  private Rendered render(
      Chart chart, RenderRequest request, ClusterView cluster, @Nullable TraceReport report) {
    GoMap user = UserValues.merge(request.helm(), request.values());
    Budget budget = limits.budget();
    return onLargeStack(
        budget,
        () ->
            ScopedValue.where(CLUSTER, cluster)
                .call(() ->
                    budget.during(() -> new Rendering(chart, request, budget, report).run(user))));
  }

  private static <T> T onLargeStack(Budget budget, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(null, task, "render", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException _) {
          // It stops at its next step; the flag is set again below.
          interrupted = true;
          budget.cancel();
        } catch (ExecutionException e) {
          throw failure(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case ChartException failure -> failure;
      case GoError failure -> failure;
      case LimitReached limit -> new ChartException("cannot render: " + limit.problem());
      // Parsing, mostly: what runs has its own limits on the way here.
      case StackOverflowError _ ->
          new ChartException(
              "the chart's templates or values are nested too deeply to be read (limit: stack);"
                  + " flatten them");
      case OutOfMemoryError _ ->
          new ChartException(
              "the rendering takes more memory than there is (limit: heap); render less, or give"
                  + " the process more");
      case null, default -> new IllegalStateException("rendering failed", cause);
    };
  }

  /// What a `--name-template` gives: a template that sees no data and Sprig's functions only.
  ///
  /// @throws ChartException with Go's message
  String name(String template) {
    Map<String, GoFunction> sprigs = new HashMap<>(functions(HelmVersion.V4));
    sprigs.keySet().removeAll(HELMS_OWN);
    try {
      TemplateSet.Parsed text = TemplateSet.parse("name-template", template, sprigs);
      Budget budget = limits.budget();
      Execution execution = new Execution(sprigs, budget, null);
      return onLargeStack(
          budget,
          () ->
              budget.during(
                  () -> execution.execute(TemplateSet.of(List.of(text)), "name-template", null)));
    } catch (GoError e) {
      throw new ChartException(TemplateErrors.unmarked(e.text()));
    }
  }

  static void checkReleaseName(String name) {
    String problem;
    if (name.isEmpty()) {
      problem = "no name provided";
    } else if (!RELEASE_NAME.matcher(name).matches() || name.length() > MAX_RELEASE_NAME) {
      problem =
          "invalid release name, must match regex ^"
              + RELEASE_NAME.pattern()
              + "$ and the length must not be longer than "
              + MAX_RELEASE_NAME;
    } else {
      return;
    }
    String error = "release name " + GoStrings.quote(name) + ": " + problem;
    throw new ChartException(error);
  }

  private Map<String, GoFunction> functions(HelmVersion helm) {
    return Objects.requireNonNull(functions.get(helm));
  }

  private TemplateSet.Parsed parse(HelmVersion helm, String path, String text) {
    TemplateText key = new TemplateText(helm, path, text);
    TemplateSet.Parsed known = parsed.get(key);
    if (known != null) {
      return known;
    }
    TemplateSet.Parsed fresh = TemplateSet.parse(path, text, functions(helm));
    if (parsed.size() >= MAX_CACHED_TEMPLATES) {
      parsed.clear();
    }
    parsed.put(key, fresh);
    return fresh;
  }

  /// A template with the objects that it sees.
  private record Renderable(
      String path, String text, GoMap context, String basePath, WorkingChart chart, String name) {

    int depth() {
      int slashes = 0;
      for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
        slashes++;
      }
      return slashes;
    }
  }

  /// One rendering.
  private final class Rendering {
    private final Chart chart;
    private final RenderRequest request;
    private final Budget budget;
    private final HelmVersion helm;
    private final @Nullable TraceReport report;
    private final List<String> log = new ArrayList<>();

    /// Whether a failure now gets helm's hint on `--debug`: once there is a release to show.
    private boolean hinted;

    Rendering(Chart chart, RenderRequest request, Budget budget, @Nullable TraceReport report) {
      this.chart = chart;
      this.request = request;
      this.budget = budget;
      this.helm = request.helm();
      this.report = report;
    }

    Rendered run(GoMap user) {
      try {
        return render(user);
      } catch (ChartException e) {
        StringBuilder text = new StringBuilder();
        log.forEach(line -> text.append(line).append('\n'));
        throw e.withLog(text.toString());
      }
    }

    private void step(String failure, Runnable work) {
      try {
        work.run();
      } catch (ChartException e) {
        if (!helm.namesFailedSteps()) {
          throw e;
        }
        String reason = String.valueOf(e.getMessage());
        log.add("level=ERROR msg=" + GoStrings.quote(failure) + " error=" + Slog.value(reason));
        throw new ChartException(failure + ": " + reason, e);
      }
    }

    private void warn(Warning warning) {
      log.add(warning.line(helm));
    }

    private Rendered render(GoMap user) {
      chart.warnings().forEach(this::warn);
      if (chart.metadata().isLibrary()) {
        throw new ChartException("library charts are not installable");
      }
      if (chart.metadata().deprecated()) {
        warn(new Warning.DeprecatedChart());
      }
      Dependencies.check(helm, chart);
      try {
        step("release name check failed", () -> checkReleaseName(request.releaseName()));
        return processed(user);
      } catch (ChartException e) {
        throw hinted ? e.asHinted() : e;
      }
    }

    private Rendered processed(GoMap user) {
      Coalesce coalesce = new Coalesce(this::warn);
      WorkingChart working = WorkingChart.of(chart);
      step(
          "chart dependencies processing failed",
          () -> new Dependencies(helm, coalesce, this::warn).process(working, user));
      Capabilities capabilities =
          Capabilities.of(helm, request.kubeVersion(), request.apiVersions());
      GoMap values = coalesce.coalesce(working, user);
      if (!request.skipSchemaValidation()) {
        new SchemaCheck(log::add).check(working, values);
      }
      hinted = true;
      String range = working.metadata.kubeVersion();
      if (!range.isEmpty()
          && !Constraint.isCompatible(range, capabilities.kubeVersion().normalized())) {
        throw new ChartException(
            "chart requires kubeVersion: "
                + range
                + " which is incompatible with Kubernetes "
                + capabilities.kubeVersion().version());
      }
      if (report != null) {
        report.begin(working, values, request);
      }
      GoMap top = GoMap.create();
      top.put("Release", release());
      top.put("Capabilities", capabilities);
      top.put("Values", values.as(helm.valuesType()));
      Map<String, Renderable> templates = new HashMap<>();
      collect(working, top, templates);
      AtomicBoolean impure = new AtomicBoolean();
      Map<String, String> files =
          ScopedValue.where(IMPURE, impure)
              .call(() -> execute(templates, new ValueProblems(working, request.values()), values));
      String notes = "";
      for (String path : List.copyOf(files.keySet())) {
        if (path.endsWith("NOTES.txt")) {
          String text = Objects.requireNonNull(files.remove(path));
          if (path.equals(working.name() + "/templates/NOTES.txt")) {
            notes = text;
          }
        }
      }
      List<Rendered.Document> documents = new ArrayList<>();
      List<Rendered.Document> sorted = sorted(files, templates);
      if (request.includeCrds()) {
        crds(working, documents);
      }
      documents.addAll(sorted);
      if (report != null) {
        report.end(documents, helms -> placed(helms, templates));
      }
      return new Rendered(documents, notes, log, !impure.get());
    }

    private List<Rendered.Document> sorted(
        Map<String, String> files, Map<String, Renderable> templates) {
      try {
        return Manifests.sorted(helm, files, this::warn);
      } catch (ChartException e) {
        throw e.placed(helms -> placed(helms, templates));
      }
    }

    private GoMap release() {
      GoMap out = GoMap.create();
      out.put("Name", request.releaseName());
      out.put("Namespace", request.namespace());
      out.put("IsUpgrade", request.upgrade());
      out.put("IsInstall", !request.upgrade());
      out.put("Revision", new GoInt(1));
      out.put("Service", "Helm");
      return out;
    }

    private GoMap collect(WorkingChart each, GoMap outer, Map<String, Renderable> into) {
      GoMap context = GoMap.create(helm.valuesType());
      GoMap subcharts = GoMap.create();
      context.put("Chart", helm.chart(each.metadata, each.isRoot()));
      context.put("Files", files(each));
      context.put("Release", outer.get("Release"));
      context.put("Capabilities", outer.get("Capabilities"));
      context.put("Subcharts", subcharts);
      context.put("Values", valuesOf(each, outer));
      for (WorkingChart sub : each.dependencies()) {
        subcharts.put(sub.name(), collect(sub, context, into).as(GoMap.Type.INTERFACE));
      }
      if (report != null) {
        report.context(each, context);
      }
      String path = each.fullPath();
      for (ChartFile template : each.templates) {
        String name = template.name();
        String base = name.substring(name.lastIndexOf('/') + 1);
        if (!each.metadata.isLibrary() || base.startsWith("_")) {
          String full = path + "/" + name;
          into.put(
              full,
              new Renderable(full, template.text(), context, path + "/templates", each, name));
        }
      }
      return context;
    }

    private GoMap valuesOf(WorkingChart each, GoMap outer) {
      if (each.isRoot()) {
        return (GoMap) Objects.requireNonNull(outer.get("Values"));
      }
      return outer.get("Values") instanceof GoMap values
              && values.get(each.name()) instanceof GoMap own
          ? own.as(helm.valuesType())
          : GoMap.create(helm.valuesType());
    }

    private static GoMap files(WorkingChart each) {
      GoMap out = GoMap.create(GoMap.Type.FILES);
      for (ChartFile file : each.files) {
        out.put(file.name(), new GoBytes(file.bytes()));
      }
      return out;
    }

    /// Helm tells of the first one; who wants to repair a chart likes to know them all.
    private static void throwFirst(List<ChartException> failed) {
      if (!failed.isEmpty()) {
        throw failed.getFirst().with(failed.subList(1, Math.min(failed.size(), MAX_FURTHER + 1)));
      }
    }

    private static Position placed(Position helms, Map<String, Renderable> templates) {
      Renderable template = templates.get(helms.file());
      return template == null
          ? helms
          : template.chart().source.origin().at(template.name(), helms.line(), helms.column());
    }

    private Map<String, String> execute(
        Map<String, Renderable> templates, ValueProblems problems, GoMap values) {
      TemplateErrors.Places places = helms -> placed(helms, templates);
      // Deepest first, then reverse by name: a parent's definitions win over a subchart's.
      List<Renderable> order = new ArrayList<>(templates.values());
      order.sort((a, b) -> {
        int deeper = Integer.compare(b.depth(), a.depth());
        return deeper != 0 ? deeper : GoStrings.ORDER.compare(b.path(), a.path());
      });
      List<TemplateSet.Parsed> texts = new ArrayList<>();
      List<ChartException> failed = new ArrayList<>();
      for (Renderable each : order) {
        try {
          texts.add(parse(helm, each.path(), each.text()));
        } catch (GoError e) {
          failed.add(TemplateErrors.parse(each.path(), e, places));
        }
      }
      throwFirst(failed);
      TemplateSet set = TemplateSet.of(texts);
      Execution execution =
          new Execution(functions(helm), budget, report == null ? null : report.tracer());
      Map<String, String> out = new HashMap<>();
      for (Renderable each : order) {
        String base = each.path().substring(each.path().lastIndexOf('/') + 1);
        if (base.startsWith("_")) {
          continue;
        }
        GoMap template = GoMap.create(helm.valuesType());
        template.put("Name", each.path());
        template.put("BasePath", each.basePath());
        each.context().put("Template", template);
        try {
          String text = execution.execute(set, each.path(), each.context());
          if (report != null) {
            report.printed(each.path(), text);
          }
          out.put(each.path(), text.replace("<no value>", ""));
        } catch (GoError e) {
          failed.add(
              TemplateErrors.execution(
                  helm,
                  each.path(),
                  e,
                  places,
                  misread -> problems.of(misread, values, each.chart())));
        } catch (LimitReached e) {
          throw TemplateErrors.limit(each.path(), e, places);
        }
      }
      throwFirst(failed);
      return out;
    }

    private static void crds(WorkingChart each, List<Rendered.Document> into) {
      for (ChartFile file : each.files) {
        String lower = file.name().toLowerCase(java.util.Locale.ROOT);
        boolean manifest =
            lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json");
        if (file.name().startsWith("crds/") && manifest) {
          into.add(
              new Rendered.Document(
                  Rendered.Kind.CRD,
                  each.fullPath() + "/" + file.name(),
                  file.text(),
                  "",
                  "",
                  List.of()));
        }
      }
      for (WorkingChart sub : each.dependencies()) {
        crds(sub, into);
      }
    }
  }
}
