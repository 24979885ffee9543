package dev.fairlead.sync.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.chart.ChartEngine;
import dev.fairlead.kubernetes.JsonMergePatch;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.Source;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Renders the sources of an Application. A result is kept and used again for every revision that
/// has the same content in all places that were read for it. Safe for any thread.
public final class ManifestRenderer {
  /// Enough for the revisions that come and go while one is delivered.
  private static final int KEPT_PER_APPLICATION = 4;

  private static final int KEPT = 512;

  private final ChartEngine charts = new ChartEngine();

  private final Map<String, List<Kept>> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Kept>> eldest) {
          return size() > KEPT;
        }
      };

  /// What the sources of an Application render to, concatenated in their order.
  ///
  /// @param types one per source
  /// @param warnings what the tools remarked
  public record Result(List<Manifest> manifests, List<SourceType> types, List<String> warnings) {
    public Result {
      manifests = List.copyOf(manifests);
      types = List.copyOf(types);
      warnings = List.copyOf(warnings);
    }
  }

  private record Kept(List<RecordingTree.Reads> reads, Result result) {}

  /// @param sources one per source of the Application, in its order
  /// @throws RenderException naming the place that cannot be rendered
  public Result render(Application application, List<SourceRevision> sources, ClusterFacts facts) {
    String key = key(application, sources, facts);
    synchronized (kept) {
      for (Kept candidate : kept.getOrDefault(key, List.of())) {
        if (holds(candidate, sources)) {
          return candidate.result();
        }
      }
    }
    var recording = new ArrayList<RecordingTree>();
    var recorded = new ArrayList<SourceRevision>();
    for (SourceRevision source : sources) {
      var tree = new RecordingTree(source.tree());
      recording.add(tree);
      recorded.add(new SourceRevision(source.source(), source.revision(), tree));
    }
    var rendering = new Rendering(application, recorded, facts, charts);
    Result result = rendering.run();
    if (rendering.repeatable) {
      var entry = new Kept(recording.stream().map(RecordingTree::reads).toList(), result);
      synchronized (kept) {
        var list = new ArrayList<Kept>();
        list.add(entry);
        kept.getOrDefault(key, List.of()).stream()
            .limit(KEPT_PER_APPLICATION - 1)
            .forEach(list::add);
        kept.put(key, list);
      }
    }
    return result;
  }

  /// Forgets what was rendered: a hard refresh.
  public void forget() {
    synchronized (kept) {
      kept.clear();
    }
  }

  private static boolean holds(Kept candidate, List<SourceRevision> sources) {
    for (int i = 0; i < sources.size(); i++) {
      if (!candidate.reads().get(i).holdIn(sources.get(i).tree())) {
        return false;
      }
    }
    return true;
  }

  private static String key(
      Application application, List<SourceRevision> sources, ClusterFacts facts) {
    var key = new StringBuilder();
    key.append(application.namespace()).append('/').append(application.name()).append('\n');
    key.append(application.project()).append('\n');
    key.append(application.destination()).append('\n');
    key.append(facts.kubeVersion()).append(facts.apiVersions().hashCode()).append('\n');
    for (SourceRevision source : sources) {
      String json = source.source().json().toString();
      key.append(json).append('\n');
      if (json.contains("ARGOCD_APP_REVISION")) {
        key.append(source.revision()).append('\n');
      }
    }
    return key.toString();
  }

  private static final class Rendering {
    private final Application application;
    private final List<SourceRevision> sources;
    private final ClusterFacts facts;
    private final ChartEngine charts;
    private final Map<String, SourceRevision> lent = new LinkedHashMap<>();
    private final List<Manifest> manifests = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private boolean repeatable = true;

    Rendering(
        Application application,
        List<SourceRevision> sources,
        ClusterFacts facts,
        ChartEngine charts) {
      this.charts = charts;
      this.application = application;
      this.sources = sources;
      this.facts = facts;
      for (SourceRevision source : sources) {
        if (!source.source().ref().isEmpty()) {
          lent.put(source.source().ref(), source);
        }
      }
    }

    Result run() {
      var types = new ArrayList<SourceType>();
      for (SourceRevision source : sources) {
        types.add(source.source().onlyLends() ? SourceType.DIRECTORY : source(source));
      }
      return new Result(manifests, types, warnings);
    }

    private SourceType source(SourceRevision written) {
      if (!written.source().chart().isEmpty()) {
        throw RenderException.unsupported(
            null,
            ("the source is the chart %s of the Helm repository %s: charts of repositories are not"
                    + " supported yet; vendor it into Git and name its path")
                .formatted(written.source().chart(), written.source().repoUrl()));
      }
      RevisionTree tree = written.tree();
      String path = RepoPath.resolve("", written.source().path()).orElse("..");
      if (!tree.isDirectory(path)) {
        throw RenderException.missing(
            new RenderException.Reference("path", written.source().path(), path, true),
            "app path does not exist: %s has no directory \"%s\" at %s; correct spec.source.path"
                .formatted(written.source().repoUrl(), path, written.revision().abbreviated()));
      }
      SourceRevision source = overridden(written, path);
      SourceType type = SourceType.of(source.source(), tree);
      switch (type) {
        case HELM -> {
          HelmSource.Output output =
              new HelmSource(application, source, lent).render(path, facts, charts);
          manifests.addAll(output.manifests());
          warnings.addAll(output.warnings());
          repeatable &= output.repeatable();
        }
        case KUSTOMIZE ->
            manifests.addAll(
                KustomizeSource.render(source, path, BuildEnvironment.of(application, source)));
        case DIRECTORY ->
            manifests.addAll(
                DirectorySource.render(
                    tree,
                    path,
                    Objects.requireNonNullElse(
                        source.source().directory(), Source.Directory.NONE)));
        case PLUGIN ->
            throw RenderException.unsupported(
                Position.of(path),
                "config management plugins are not supported: render the manifests in a workflow"
                    + " and commit them");
      }
      return type;
    }

    /// `.argocd-source.yaml` and `.argocd-source-<app>.yaml` in the directory change the source,
    /// but not where it is.
    private SourceRevision overridden(SourceRevision written, String path) {
      ObjectNode json = written.source().json();
      boolean changed = false;
      for (String name :
          List.of(".argocd-source.yaml", ".argocd-source-" + application.name() + ".yaml")) {
        String file = path.isEmpty() ? name : path + "/" + name;
        if (!written.tree().isFile(file)) {
          continue;
        }
        try {
          JsonNode patch =
              Yaml.parseOne(file, written.tree().text(file))
                  .map(node -> YamlJson.toJson(node, Schema.YAML_1_1))
                  .orElse(null);
          if (patch instanceof ObjectNode object
              && JsonMergePatch.apply(json, without(object)) instanceof ObjectNode merged) {
            json = merged;
            changed = true;
          }
        } catch (YamlException e) {
          throw new RenderException(e.position(), e.problem(), e);
        }
      }
      return changed
          ? new SourceRevision(Source.of(json), written.revision(), written.tree())
          : written;
    }

    private static ObjectNode without(ObjectNode patch) {
      ObjectNode copy = patch.deepCopy();
      copy.remove(List.of("repoURL", "path", "chart", "targetRevision"));
      return copy;
    }
  }
}
