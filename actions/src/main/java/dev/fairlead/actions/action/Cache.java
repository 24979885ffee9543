package dev.fairlead.actions.action;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `actions/cache` and its parts, in a folder of this machine. Entries belong to a branch, and can
/// be read on it and on those that start from the default branch; they never change.
final class Cache implements BuiltIn {

  enum Part {
    BOTH,
    RESTORE,
    SAVE
  }

  private final Part part;

  Cache(Part part) {
    this.part = part;
  }

  @Override
  public Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    List.of("path", "key", "restore-keys", "upload-chunk-size")
        .forEach(name -> inputs.put(name, ""));
    List.of("enableCrossOsArchive", "fail-on-cache-miss", "lookup-only", "save-always")
        .forEach(name -> inputs.put(name, "false"));
    return inputs;
  }

  @Override
  public boolean hasPost() {
    return part == Part.BOTH;
  }

  @Override
  public void run(ActionContext context) {
    String key = context.input("key");
    if (key.isEmpty() || key.length() > 512 || key.contains(",")) {
      throw new ActionException(
          "Key Validation Error: '" + key + "' must have 1 to 512 characters and no comma");
    }
    if (part == Part.SAVE) {
      save(context, key);
      return;
    }
    context.state("key", key);
    context.output("cache-primary-key", key);
    try {
      Optional<Entry> entry = find(context, key);
      context.output(
          "cache-hit", entry.map(found -> Boolean.toString(found.key().equals(key))).orElse(""));
      if (entry.isEmpty()) {
        String message = "Cache not found for input keys: " + key;
        if (context.flag("fail-on-cache-miss")) {
          throw new ActionException(message);
        }
        context.log(message);
        return;
      }
      context.output("cache-matched-key", entry.get().key());
      context.state("matched", entry.get().key());
      if (!context.flag("lookup-only")) {
        restore(context, entry.get());
      }
      context.log("Cache restored from key: " + entry.get().key());
    } catch (IOException e) {
      context.warning("the cache could not be read: " + e.getMessage());
    }
  }

  @Override
  public void post(ActionContext context) {
    String key = context.state("key");
    if (!context.succeeded() || key.isEmpty()) {
      return;
    }
    if (context.state("matched").equals(key)) {
      context.log("Cache hit occurred on the primary key " + key + ", not saving cache.");
      return;
    }
    save(context, key);
  }

  private record Entry(Path folder, String key) {}

  // ---- where entries lie: caches/<repository>/<branch>/<hash of paths>/<hash of key>

  private static Path scope(ActionContext context, String ref) {
    return context
        .toolCache()
        .resolve("caches")
        .resolve(context.github("repository").replace('/', '~'))
        .resolve(digest(ref))
        .resolve(digest(String.join("\n", context.lines("path"))));
  }

  private static Optional<Entry> find(ActionContext context, String key) throws IOException {
    Set<String> refs = new LinkedHashSet<>();
    refs.add(context.github("ref"));
    String base = context.github("base_ref");
    if (!base.isEmpty()) {
      refs.add("refs/heads/" + base);
    }
    context
        .sources()
        .mirror(context.github("repository"))
        .flatMap(mirror -> mirror.defaultBranch())
        .ifPresent(name -> refs.add("refs/heads/" + name));
    List<String> keys = new ArrayList<>(List.of(key));
    keys.addAll(context.lines("restore-keys"));
    for (String ref : refs) {
      List<Entry> entries = entries(scope(context, ref));
      for (String wanted : keys) {
        Optional<Entry> found =
            entries.stream()
                .filter(entry -> entry.key().equals(wanted))
                .findFirst()
                .or(() ->
                    entries.stream().filter(entry -> entry.key().startsWith(wanted)).findFirst());
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /// Newest first.
  private static List<Entry> entries(Path scope) throws IOException {
    if (!Files.isDirectory(scope)) {
      return List.of();
    }
    List<Path> folders;
    try (var children = Files.list(scope)) {
      folders = children.filter(child -> Files.exists(child.resolve("key"))).toList();
    }
    Map<Path, Long> ages = new LinkedHashMap<>();
    for (Path folder : folders) {
      ages.put(folder, Files.getLastModifiedTime(folder.resolve("key")).toMillis());
    }
    List<Entry> entries = new ArrayList<>();
    for (Path folder :
        folders.stream()
            .sorted(Comparator.comparing((Path each) -> ages.getOrDefault(each, 0L)).reversed())
            .toList()) {
      entries.add(new Entry(folder, Files.readString(folder.resolve("key"))));
    }
    return entries;
  }

  // ---- contents: one archive for each of the places that a job's paths can be relative to

  private static Map<String, Path> places(ActionContext context) {
    Map<String, Path> places = new LinkedHashMap<>();
    places.put("workspace", context.workspace());
    places.put("home", context.home());
    places.put("root", Path.of("/"));
    return places;
  }

  private static Map<String, List<String>> contents(ActionContext context) throws IOException {
    Set<Path> paths = new LinkedHashSet<>();
    for (String line : context.lines("path")) {
      if (line.startsWith("!")) {
        continue;
      }
      String text = line.startsWith("~") ? context.home() + line.substring(1) : line;
      Path path = context.workspace().resolve(text.replaceFirst("/+$", "")).normalize();
      if (text.matches(".*[*?\\[].*")) {
        paths.addAll(
            FileGlobs.find(context.workspace(), List.of(text), FileGlobs.Hidden.INCLUDED).files());
      } else if (Files.exists(path)) {
        paths.add(path);
      }
    }
    Map<String, List<String>> contents = new LinkedHashMap<>();
    for (Path path : paths) {
      for (var place : places(context).entrySet()) {
        if (path.startsWith(place.getValue())) {
          contents
              .computeIfAbsent(place.getKey(), _ -> new ArrayList<>())
              .add("./" + place.getValue().relativize(path));
          break;
        }
      }
    }
    return contents;
  }

  private static void save(ActionContext context, String key) {
    Path folder = scope(context, context.github("ref")).resolve(digest(key));
    try {
      if (Files.exists(folder)) {
        context.warning("Unable to reserve cache with key " + key + ": it exists already");
        return;
      }
      Map<String, List<String>> contents = contents(context);
      if (contents.isEmpty()) {
        context.warning(
            "Path Validation Error: Path(s) specified in the action for caching do(es) not exist,"
                + " hence no cache is being saved.");
        return;
      }
      Path draft =
          Files.createTempDirectory(
              Files.createDirectories(context.toolCache().resolve("caches")), "draft");
      for (var each : contents.entrySet()) {
        List<String> command =
            new ArrayList<>(
                List.of(
                    "tar",
                    "-czf",
                    draft.resolve(each.getKey() + ".tgz").toString(),
                    "-C",
                    places(context).getOrDefault(each.getKey(), Path.of("/")).toString()));
        for (String line : context.lines("path")) {
          if (line.startsWith("!")) {
            command.add("--exclude=" + line.substring(1));
          }
        }
        command.addAll(each.getValue());
        if (context.run(context.workspace(), Map.of(), command) != 0) {
          context.warning("the cache could not be saved: tar failed");
          Directories.delete(draft);
          return;
        }
      }
      Files.writeString(draft.resolve("key"), key);
      Files.createDirectories(folder.toAbsolutePath().getParent());
      if (Files.exists(folder)) {
        Directories.delete(draft);
        return;
      }
      Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
      context.log("Cache saved with key: " + key);
    } catch (IOException e) {
      context.warning("the cache could not be saved: " + e.getMessage());
    }
  }

  private static void restore(ActionContext context, Entry entry) {
    for (var place : places(context).entrySet()) {
      Path archive = entry.folder().resolve(place.getKey() + ".tgz");
      if (Files.exists(archive)) {
        context.must(
            context.workspace(),
            "tar",
            "-xzf",
            archive.toString(),
            "-C",
            place.getValue().toString());
      }
    }
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)))
          .substring(0, 32);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
