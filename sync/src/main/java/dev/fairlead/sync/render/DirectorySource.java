package dev.fairlead.sync.render;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.sync.application.Glob;
import dev.fairlead.sync.application.Source;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlJson;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Plain manifests of a directory.
final class DirectorySource {
  private static final String SKIP_MARKER = "+argocd:skip-file-rendering";

  /// As Argo CD limits it (`reposerver.max.combined.directory.manifests.size`).
  private static final long MAX_BYTES = 10L << 20;

  private final RevisionTree tree;
  private final String root;
  private final Source.Directory options;
  private final @Nullable Glob include;
  private final @Nullable Glob exclude;
  private final List<Manifest> manifests = new ArrayList<>();
  private long bytes;

  private DirectorySource(RevisionTree tree, String root, Source.Directory options) {
    this.tree = tree;
    this.root = root;
    this.options = options;
    this.include =
        options.include().isEmpty() ? null : Glob.of(options.include(), Glob.Dialect.CROSSING);
    this.exclude =
        options.exclude().isEmpty() ? null : Glob.of(options.exclude(), Glob.Dialect.CROSSING);
  }

  static List<Manifest> render(RevisionTree tree, String root, Source.Directory options) {
    var source = new DirectorySource(tree, root, options);
    source.directory(root);
    return source.manifests;
  }

  private void directory(String path) {
    for (TreeEntry entry : tree.list(path)) {
      switch (entry.kind()) {
        case DIRECTORY -> {
          if (options.recurse() && !entry.name().equals(".git")) {
            directory(entry.path());
          }
        }
        case FILE -> {
          if (isWanted(entry)) {
            file(entry.path());
          }
        }
        case DANGLING_LINK ->
            throw new RenderException(
                Position.of(entry.path()), "the link leaves the repository: remove it");
        case SUBMODULE -> {}
      }
    }
  }

  private boolean isWanted(TreeEntry entry) {
    String name = entry.name();
    boolean known =
        name.endsWith(".yaml")
            || name.endsWith(".yml")
            || name.endsWith(".json")
            || name.endsWith(".jsonnet");
    if (!known && !options.anyExtension()) {
      return false;
    }
    String relative = root.isEmpty() ? entry.path() : entry.path().substring(root.length() + 1);
    if (exclude != null && exclude.matches(relative)) {
      return false;
    }
    return include == null || include.matches(relative);
  }

  private void file(String path) {
    String text = tree.text(path);
    if (text.contains(SKIP_MARKER)) {
      return;
    }
    if (path.endsWith(".jsonnet")) {
      throw RenderException.unsupported(
          Position.of(path),
          "jsonnet is not supported: render it to YAML, or exclude it (directory.exclude)");
    }
    bytes += text.length();
    if (bytes > MAX_BYTES) {
      throw new RenderException(
          Position.of(path),
          "the manifests of %s are larger than %d MB together: split the Application"
              .formatted(root.isEmpty() ? "the repository's root" : root, MAX_BYTES >> 20));
    }
    List<YamlNode> documents;
    try {
      documents = Yaml.parse(path, text);
    } catch (YamlException e) {
      if (looksLikeManifest(text)) {
        throw new RenderException(e.position(), e.problem(), e);
      }
      return;
    }
    for (YamlNode document : documents) {
      add(document, manifests);
    }
  }

  private static boolean looksLikeManifest(String text) {
    return text.contains("apiVersion:") && text.contains("kind:") && text.contains("metadata:");
  }

  /// Adds the objects of a document; lists are expanded, empty documents are passed over.
  static void add(YamlNode document, List<Manifest> into) {
    switch (document) {
      case YamlMapping mapping -> {
        if (mapping.entries().isEmpty()) {
          return;
        }
        String kind = mapping.scalar("kind").map(YamlScalar::value).orElse("");
        if (kind.endsWith("List")
            && mapping.find("items").orElse(null) instanceof YamlSequence items) {
          for (YamlNode item : items.items()) {
            add(item, into);
          }
          return;
        }
        try {
          if (YamlJson.toJson(mapping, Schema.YAML_1_1) instanceof ObjectNode object) {
            into.add(new Manifest(object, mapping.position()));
          }
        } catch (YamlException e) {
          throw new RenderException(e.position(), e.problem(), e);
        }
      }
      case YamlScalar scalar -> {
        if (!scalar.value().isEmpty() && !scalar.value().equals("null")) {
          throw new RenderException(
              scalar.position(),
              "expected an object with apiVersion and kind, found text; remove it or exclude the"
                  + " file (directory.exclude)");
        }
      }
      case YamlSequence sequence -> {
        // A JSON or YAML file may hold a list of objects.
        for (YamlNode item : sequence.items()) {
          add(item, into);
        }
      }
    }
  }
}
