package dev.fairlead.chart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.chart.Rendered.Document;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoYamlReader;
import dev.fairlead.model.Position;
import dev.fairlead.yaml.Outline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Splits rendered files into documents, finds hooks, puts both into install order (helm's
/// `SortManifests`).
final class Manifests {
  private static final Set<String> EVENTS =
      Set.of(
          "pre-install",
          "post-install",
          "pre-delete",
          "post-delete",
          "pre-upgrade",
          "post-upgrade",
          "pre-rollback",
          "post-rollback",
          "test",
          "test-success");

  private final List<Document> manifests = new ArrayList<>();
  private final List<Document> hooks = new ArrayList<>();
  private final Consumer<Warning> log;
  private final Map<String, Integer> order = new HashMap<>();

  private Manifests(HelmVersion helm, Consumer<Warning> log) {
    this.log = log;
    helm.installOrder().forEach(kind -> order.put(kind, order.size()));
  }

  /// Manifests in install order, then hooks in the same order.
  static List<Document> sorted(HelmVersion helm, Map<String, String> files, Consumer<Warning> log) {
    Manifests out = new Manifests(helm, log);
    Map<String, String> byPath = new TreeMap<>(GoStrings.ORDER);
    byPath.putAll(files);
    byPath.forEach((path, text) -> {
      boolean partial = path.substring(path.lastIndexOf('/') + 1).startsWith("_");
      if (!partial && !GoStrings.trimSpace(text).isEmpty()) {
        out.file(path, text);
      }
    });
    Comparator<Document> byKind = out::compareKinds;
    out.manifests.sort(byKind);
    out.hooks.sort(byKind);
    List<Document> all = new ArrayList<>(out.manifests);
    all.addAll(out.hooks);
    return all;
  }

  private int compareKinds(Document a, Document b) {
    Integer first = order.get(a.resourceKind());
    Integer second = order.get(b.resourceKind());
    if (first == null && second == null) {
      return GoStrings.ORDER.compare(a.resourceKind(), b.resourceKind());
    }
    if (first == null || second == null) {
      return first == null ? 1 : -1;
    }
    return Integer.compare(first, second);
  }

  /// Splits at `---` lines (`(?:^|\s*\n)---\s*`); each piece is trimmed.
  static List<String> split(String text) {
    String trimmed = GoStrings.trimSpace(text);
    List<String> out = new ArrayList<>();
    int start = 0;
    int at = 0;
    while (true) {
      int mark = separator(trimmed, at);
      if (mark < 0) {
        break;
      }
      int from = mark;
      // The separator takes the white space in front of its line with it.
      if (mark > 0) {
        from = mark - 1;
        while (from > at && isSpace(trimmed.charAt(from - 1))) {
          from--;
        }
      }
      piece(trimmed.substring(start, Math.max(start, from)), out);
      int end = mark + 3;
      while (end < trimmed.length() && isSpace(trimmed.charAt(end))) {
        end++;
      }
      start = end;
      at = end;
    }
    piece(trimmed.substring(start), out);
    return out;
  }

  private static void piece(String text, List<String> into) {
    if (!text.isEmpty()) {
      into.add(GoStrings.trimSpace(text));
    }
  }

  private static int separator(String text, int from) {
    if (from == 0 && text.startsWith("---")) {
      return 0;
    }
    int line = text.indexOf("\n---", from);
    return line < 0 ? -1 : line + 1;
  }

  private static boolean isSpace(char c) {
    return c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
  }

  private void file(String path, String text) {
    for (String piece : split(text)) {
      Head head = Head.read(path, piece);
      Optional<String> hook = head.annotation("helm.sh/hook");
      if (hook.isEmpty()) {
        manifests.add(
            new Document(Rendered.Kind.MANIFEST, path, piece, head.kind(), head.name(), List.of()));
        continue;
      }
      List<String> events = new ArrayList<>();
      boolean unknown = false;
      for (String event : hook.get().split(",", -1)) {
        String name = GoStrings.trimSpace(event).toLowerCase(Locale.ROOT);
        if (!EVENTS.contains(name)) {
          unknown = true;
          break;
        }
        events.add(name);
      }
      if (unknown) {
        log.accept(new Warning.UnknownHook(hook.get()));
        continue;
      }
      hooks.add(new Document(Rendered.Kind.HOOK, path, piece, head.kind(), head.name(), events));
    }
  }

  /// The part of a document that helm reads.
  private record Head(String kind, String name, Map<String, String> annotations) {
    /// The object, its metadata, their annotations.
    private static final int LEVELS = 3;

    private static boolean isRead(String key) {
      return key.equalsIgnoreCase("apiVersion")
          || key.equalsIgnoreCase("kind")
          || key.equalsIgnoreCase("metadata");
    }

    Optional<String> annotation(String key) {
      return Optional.ofNullable(annotations.get(key));
    }

    private static ChartException failure(String path, String problem) {
      return new ChartException(
          "YAML parse error on " + path + ": " + problem,
          ChartException.Details.of(
              Position.of(path),
              null,
              List.of(),
              null,
              "what the template renders to is not valid: " + problem,
              null),
          "",
          false,
          null);
    }

    static Head read(String path, String text) {
      try {
        // Most manifests need not be read in full to know that they could be.
        JsonNode node =
            Outline.of(text, LEVELS, Head::isRead)
                .map(JsonNode.class::cast)
                .orElseGet(() -> GoYamlReader.tree(text));
        if (node.isNull()) {
          return new Head("", "", Map.of());
        }
        if (!node.isObject()) {
          throw new ChartException(
              "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
                  + StructReader.kind(node)
                  + " into Go value of type util.SimpleHead");
        }
        StructReader reader = new StructReader(node, "SimpleHead");
        reader.text("apiVersion", "");
        String kind = reader.text("kind", "");
        Optional<JsonNode> metadata = reader.object("metadata");
        if (metadata.isEmpty()) {
          return new Head(kind, "", Map.of());
        }
        StructReader inner = new StructReader(metadata.get(), ".metadata");
        return new Head(
            kind,
            inner.text("name", ""),
            inner.textMap("annotations", Optional.empty()).orElse(Map.of()));
      } catch (GoError e) {
        throw failure(path, e.text());
      } catch (ChartException e) {
        throw failure(path, String.valueOf(e.getMessage()));
      }
    }
  }
}
