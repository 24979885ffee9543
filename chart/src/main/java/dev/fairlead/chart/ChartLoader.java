package dev.fairlead.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoJson;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoYamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes a chart of files (helm's `loader.LoadFiles`).
final class ChartLoader {
  private final List<ChartFile> templates = new ArrayList<>();
  private final List<ChartFile> kept = new ArrayList<>();
  private final Map<String, List<ChartFile>> subcharts = new TreeMap<>();
  private final List<Warning> warnings = new ArrayList<>();
  private @Nullable Metadata metadata;
  private GoMap values = GoMap.create();
  private Optional<ChartSchema> schema = Optional.empty();
  private Optional<ChartFile> valuesFile = Optional.empty();
  private final ChartOrigin origin;

  private final HelmVersion helm;

  private ChartLoader(HelmVersion helm, ChartOrigin origin) {
    this.helm = helm;
    this.origin = origin;
  }

  static Chart load(HelmVersion helm, List<ChartFile> files, ChartOrigin origin) {
    return new ChartLoader(helm, origin).read(files);
  }

  private Chart read(List<ChartFile> files) {
    for (ChartFile file : files) {
      if (file.name().equals("Chart.yaml")) {
        metadata = withApiVersion(metadata(file, metadata));
      }
    }
    for (ChartFile file : files) {
      sort(file);
    }
    if (metadata == null) {
      throw new ChartException("Chart.yaml file is missing");
    }
    Metadata checked = metadata.validated();
    List<Chart> children = new ArrayList<>();
    subcharts.forEach((name, content) -> {
      if (!(name.startsWith("_") || name.startsWith("."))) {
        children.add(child(checked.name(), name, content, origin));
      }
    });
    children.forEach(child -> warnings.addAll(child.warnings()));
    return new Chart(
        checked, values, templates, kept, schema, children, warnings, valuesFile, origin);
  }

  private static Metadata withApiVersion(Metadata metadata) {
    if (!metadata.apiVersion().isEmpty()) {
      return metadata;
    }
    return Metadata.read(JsonNodeFactory.instance.objectNode().put("apiVersion", "v1"), metadata);
  }

  private static JsonNode object(JsonNode node, String type) {
    if (!node.isObject() && !node.isNull()) {
      throw new ChartException(
          "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
              + StructReader.kind(node)
              + " into Go value of type "
              + type);
    }
    return node;
  }

  /// What helm looks at before it loads a chart: whether it knows the version of its format.
  ///
  /// @throws ChartException where it does not
  static void checkFormat(HelmVersion helm, List<ChartFile> files) {
    if (!helm.knowsFormats()) {
      return;
    }
    for (ChartFile file : files) {
      if (file.name().equals("Chart.yaml")) {
        String version;
        try {
          JsonNode node = object(GoYamlReader.tree(file.text()), "loader.chartBase");
          version = new StructReader(node, "chartBase").text("apiVersion", "");
        } catch (GoError e) {
          throw new ChartException("cannot load Chart.yaml: " + e.text());
        } catch (ChartException e) {
          throw new ChartException("cannot load Chart.yaml: " + e.getMessage());
        }
        switch (version) {
          case "", "v1", "v2" -> {}
          case "v3" -> throw new ChartException("invalid chart apiVersion");
          default -> throw new ChartException("unsupported chart version");
        }
        return;
      }
    }
  }

  private void lock(ChartFile file) {
    try {
      Metadata.checkLock(object(GoYamlReader.tree(file.text()), helm.chartPackage() + ".Lock"));
    } catch (GoError e) {
      throw new ChartException("cannot load " + file.name() + ": " + e.text());
    } catch (ChartException e) {
      throw new ChartException("cannot load " + file.name() + ": " + e.getMessage());
    }
  }

  private Metadata metadata(ChartFile file, @Nullable Metadata before) {
    try {
      JsonNode node = GoYamlReader.tree(file.text());
      return Metadata.read(object(node, helm.chartPackage() + ".Metadata"), before);
    } catch (GoError e) {
      throw new ChartException("cannot load " + file.name() + ": " + e.text());
    } catch (ChartException e) {
      throw String.valueOf(e.getMessage()).startsWith("validation:")
          ? e
          : new ChartException("cannot load " + file.name() + ": " + e.getMessage());
    }
  }

  private void sort(ChartFile file) {
    String name = file.name();
    switch (name) {
      case "Chart.yaml" -> {}
      case "Chart.lock" -> lock(file);
      case "values.yaml" -> {
        valuesFile = Optional.of(file);
        try {
          values = ValuesFile.read(helm, file.text());
        } catch (GoError e) {
          throw new ChartException("cannot load values.yaml: " + e.text());
        }
      }
      case "values.schema.json" -> schema = Optional.of(new ChartSchema(file));
      case "requirements.yaml" -> {
        if (metadata == null || !metadata.apiVersion().equals("v1")) {
          warnings.add(
              new Warning.Requirements(
                  120,
                  "Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". We"
                      + " recommend migrating dependencies to Chart.yaml."));
        }
        metadata = metadata(file, metadata);
        if (metadata.apiVersion().equals("v1")) {
          kept.add(file);
        }
      }
      case "requirements.lock" -> {
        lock(file);
        if (metadata == null || !metadata.apiVersion().equals("v1")) {
          warnings.add(
              new Warning.Requirements(
                  138,
                  "Warning: Dependency locking is handled in Chart.lock since apiVersion \"v2\". We"
                      + " recommend migrating to Chart.lock."));
        } else {
          kept.add(file);
        }
      }
      default -> {
        if (name.startsWith("templates/")) {
          templates.add(file);
        } else if (name.startsWith("charts/")) {
          if (name.endsWith(".prov")) {
            kept.add(file);
          } else {
            String inside = name.substring("charts/".length());
            int slash = inside.indexOf('/');
            String child = slash < 0 ? inside : inside.substring(0, slash);
            subcharts
                .computeIfAbsent(child, _ -> new ArrayList<>())
                .add(new ChartFile(inside, file.bytes()));
          }
        } else {
          kept.add(file);
        }
      }
    }
  }

  /// A directory has the name of an archive.
  private static final class UnexpectedFile extends RuntimeException {
    UnexpectedFile(String expected, String found) {
      super("expected " + expected + ", got " + found, null, false, false);
    }
  }

  private Chart child(String parent, String name, List<ChartFile> content, ChartOrigin origin) {
    try {
      if (name.endsWith(".tgz")) {
        ChartFile file = content.getFirst();
        if (!file.name().equals(name)) {
          throw new UnexpectedFile(name, file.name());
        }
        return load(helm, Archive.read(file.bytes()), origin.child(name, true));
      }
      List<ChartFile> files = new ArrayList<>();
      for (ChartFile file : content) {
        int slash = file.name().indexOf('/');
        if (slash >= 0) {
          files.add(new ChartFile(file.name().substring(slash + 1), file.bytes()));
        }
      }
      return load(helm, files, origin.child(name, false));
    } catch (UnexpectedFile e) {
      throw new ChartException("error unpacking subchart tar in " + parent + ": " + e.getMessage());
    } catch (ChartException e) {
      throw new ChartException(
          "error unpacking subchart " + name + " in " + parent + ": " + e.getMessage());
    }
  }

  /// Values files: several documents are merged.
  static final class ValuesFile {
    private ValuesFile() {}

    static GoMap read(HelmVersion helm, String text) {
      GoMap values = GoMap.create();
      for (String document : helm.mergesDocuments() ? documents(text) : List.of(text)) {
        try {
          values = merge(values, GoYamlReader.map(document));
        } catch (GoError e) {
          throw helm.valuesProblem(e);
        }
      }
      return values;
    }

    /// Splits at lines that start with `---`, before anything is parsed.
    private static List<String> documents(String text) {
      List<String> out = new ArrayList<>();
      StringBuilder current = new StringBuilder();
      int at = 0;
      while (at < text.length()) {
        int end = text.indexOf('\n', at);
        String line = text.substring(at, end < 0 ? text.length() : end + 1);
        at += line.length();
        if (line.startsWith("---")) {
          String after = GoStrings.trimSpace(line.substring(3));
          if (!(after.isEmpty() || after.startsWith("#"))) {
            throw new GoError(
                "error reading yaml document: invalid Yaml document separator: " + after);
          }
          if (!current.isEmpty()) {
            out.add(current.toString());
            current.setLength(0);
          }
          continue;
        }
        current.append(line);
      }
      if (!current.isEmpty()) {
        out.add(current.toString());
      }
      return out;
    }

    /// Helm's `MergeMaps`: tables are merged, anything else of the second replaces the first.
    static GoMap merge(GoMap first, GoMap second) {
      GoMap out = first.shallowCopy();
      second
          .entries()
          .forEach((key, value) -> {
            if (value instanceof GoMap table && out.get(key) instanceof GoMap old) {
              out.put(key, merge(old, table));
            } else {
              out.put(key, value);
            }
          });
      return out;
    }

    static GoMap of(JsonNode node) {
      return GoJson.fromTree(node) instanceof GoMap map ? map : GoMap.create();
    }
  }
}
