package dev.fairlead.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.model.Position;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Whether the YAML and JSON files that the layers read can be read. Answers are kept by content,
/// so that only what changed is read again. Safe for any thread.
final class YamlFiles {
  private static final int MAX_KEPT = 50_000;
  private static final long MAX_LENGTH = 2L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern ANSIBLE =
      Pattern.compile(
          "(.*/)?((group_vars|host_vars)/.*|roles/[^/]+/(tasks|handlers|vars|defaults|meta)/.*"
              + "|playbooks/.*)");
  private static final Pattern VALUES =
      Pattern.compile("(.*/)?([^/]*[-._])?values([-._][^/]*)?\\.ya?ml");
  private static final Pattern PLACEHOLDER =
      Pattern.compile("[<{][A-Z][A-Z0-9]*([_-][A-Z0-9]+)+[>}]");
  private static final Pattern DUPLICATE = Pattern.compile("key \".*\" is already set.*");

  private final Map<Key, List<Remark>> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, List<Remark>> eldest) {
          return size() > MAX_KEPT;
        }
      };

  private record Key(String path, String contentId, Kind kind) {}

  /// Who reads a file, which says how much a fault weighs.
  private enum Kind {
    /// Nobody who is known, or somebody else reads it first.
    UNREAD,
    /// A layer reads it and takes no fault.
    READ,
    /// A layer reads it; of equal keys the last one wins.
    VALUES,
    /// No layer reads it, but its name says what it is.
    OTHER,
    SCHEMA
  }

  void run(Revision revision) {
    Files files = revision.files();
    for (TreeEntry entry : files.all()) {
      Kind kind = kind(files, entry.path());
      if (kind != Kind.UNREAD) {
        Key key = new Key(entry.path(), entry.contentId(), kind);
        kept(key, () -> read(files, entry.path(), kind)).forEach(revision::add);
      }
    }
  }

  private List<Remark> kept(Key key, Supplier<List<Remark>> read) {
    synchronized (kept) {
      List<Remark> known = kept.get(key);
      if (known != null) {
        return known;
      }
    }
    List<Remark> fresh = read.get();
    synchronized (kept) {
      kept.put(key, fresh);
    }
    return fresh;
  }

  private static Kind kind(Files files, String path) {
    String name = Files.name(path);
    if (Files.isForeign(path)) {
      return Kind.UNREAD;
    }
    if (name.equals("values.schema.json")) {
      return Kind.SCHEMA;
    }
    if (name.equals("Kustomization")) {
      return Kind.READ;
    }
    if (!name.endsWith(".yaml") && !name.endsWith(".yml")) {
      return Kind.UNREAD;
    }
    if (path.startsWith(".github/workflows/") || isTemplate(files, path)) {
      return Kind.UNREAD;
    }
    String directory = Files.parent(path);
    boolean ofChart = files.isFile(Files.join(directory, "Chart.yaml"));
    if (VALUES.matcher(path).matches()
        || (ofChart && List.of("Chart.yaml", "requirements.yaml").contains(name))) {
      return Kind.VALUES;
    }
    boolean read =
        ANSIBLE.matcher(path).matches()
            || List.of("kustomization.yaml", "kustomization.yml", "atlantis.yaml").contains(name);
    return read ? Kind.READ : Kind.OTHER;
  }

  /// Whether a file lies in the templates of a chart, or in those of a role.
  private static boolean isTemplate(Files files, String path) {
    String directory = Files.parent(path);
    while (!directory.isEmpty()) {
      if (Files.name(directory).equals("templates")) {
        String owner = Files.parent(directory);
        if (files.isFile(Files.join(owner, "Chart.yaml"))
            || Files.name(Files.parent(owner)).equals("roles")) {
          return true;
        }
      }
      directory = Files.parent(directory);
    }
    return false;
  }

  private static List<Remark> read(Files files, String path, Kind kind) {
    String text = files.text(path);
    if (text.length() > MAX_LENGTH) {
      return List.of();
    }
    return switch (kind) {
      case UNREAD -> List.of();
      case SCHEMA -> json(path, text);
      case READ -> yaml(path, text, true);
      case VALUES -> isScaffold(text) ? List.of() : values(path, text, "helm takes the last one");
      case OTHER ->
          isScaffold(text)
              ? List.of()
              : isManifest(text)
                  ? values(path, text, "kubectl takes the last one")
                  : yaml(path, text, false);
    };
  }

  /// Whether some other program fills the text in before it is YAML.
  static boolean isScaffold(String text) {
    return text.contains("{{")
        || text.contains("{%")
        || text.contains("<%")
        || PLACEHOLDER.matcher(text).find();
  }

  private static boolean isManifest(String text) {
    return text.contains("apiVersion:") && text.contains("kind:") && text.contains("metadata:");
  }

  private static List<Remark> yaml(String path, String text, boolean read) {
    try {
      Yaml.parse(path, text);
      return List.of();
    } catch (YamlException e) {
      return List.of(
          read
              ? Remark.error(Rules.YAML, e.position(), e.problem())
              : Remark.warning(Rules.YAML, e.position(), e.problem()));
    }
  }

  /// @param then what happens with the first of two equal keys
  private static List<Remark> values(String path, String text, String then) {
    try {
      Yaml.parse(path, text);
      return List.of();
    } catch (YamlException e) {
      if (!DUPLICATE.matcher(e.problem()).matches()) {
        return List.of(Remark.error(Rules.YAML, e.position(), e.problem()));
      }
      Remark duplicate = Remark.warning(Rules.YAML, e.position(), e.problem() + ": " + then);
      try {
        Yaml.parse(
            path, text, YamlOptions.DEFAULT.withDuplicateKeys(YamlOptions.DuplicateKeys.LAST_WINS));
        return List.of(duplicate);
      } catch (YamlException further) {
        return List.of(duplicate, Remark.error(Rules.YAML, further.position(), further.problem()));
      }
    }
  }

  private static List<Remark> json(String path, String text) {
    try {
      JSON.readTree(text);
      return List.of();
    } catch (JsonProcessingException e) {
      Position at =
          e.getLocation() == null
              ? Position.of(path)
              : new Position(path, e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      return List.of(
          Remark.error(
              Rules.JSON,
              at,
              "not valid JSON: "
                  + RenderFailures.oneLine(
                      Objects.requireNonNullElse(e.getOriginalMessage(), "it cannot be read"))));
    }
  }
}
