package dev.fairlead.sandbox.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Removes what nothing refers to any more: manifests that no tag, no index and no subject keeps,
/// blobs that no manifest names, uploads that nobody goes on with, and drafts of a process that was
/// killed.
///
/// Manifests are kept by a tag, by a repository's fallback, by an index that is kept, and as
/// referrers by a `subject` that is kept. Everything that a push wanted within the grace period is
/// kept as well: a push uploads blobs first and names them last. Links go before the content that
/// they lead to, so a process that is killed in between leaves only more garbage, and no link to
/// nothing.
final class GarbageCollection {
  /// How long an upload may rest before it counts as abandoned.
  private static final Duration UPLOAD_REST = Duration.ofDays(1);

  /// What one run removed.
  ///
  /// @param bytes on disk, of blobs and uploads
  record Removed(int manifests, int links, int blobs, int uploads, long bytes) {
    boolean isNothing() {
      return manifests + links + blobs + uploads == 0;
    }
  }

  /// What a manifest leads to.
  private record Node(Set<Digest> children, Set<Digest> blobs, Optional<Digest> subject) {}

  private final ImageStore store;
  private final Uploads uploads;
  private final Duration grace;
  private final ObjectMapper json = new ObjectMapper();

  GarbageCollection(ImageStore store, Uploads uploads, Duration grace) {
    this.store = store;
    this.uploads = uploads;
    this.grace = grace;
  }

  /// Looks through the whole registry once. What is added meanwhile waits.
  Removed run() {
    Instant now = store.clock().instant();
    Uploads.Abandoned abandoned = uploads.removeAbandoned(now.minus(UPLOAD_REST));
    return store.collecting(() -> {
      try {
        return collect(now.minus(grace), abandoned);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot collect the registry's garbage", e);
      }
    });
  }

  private Removed collect(Instant before, Uploads.Abandoned abandoned) throws IOException {
    int manifests = 0;
    int links = 0;
    Set<Digest> named = new HashSet<>();
    var repositories = new TreeSet<>(store.repositories("_manifests"));
    repositories.addAll(store.repositories("_layers"));
    for (String repository : repositories) {
      Map<Digest, Node> nodes = nodes(repository);
      Set<Digest> kept = kept(repository, nodes, before);
      Set<Digest> used = new HashSet<>();
      for (Map.Entry<Digest, Node> node : nodes.entrySet()) {
        if (kept.contains(node.getKey())) {
          named.add(node.getKey());
          used.addAll(node.getValue().blobs());
          used.addAll(node.getValue().children()); // an index may name plain blobs too
        } else {
          ImageStore.remove(store.manifestLink(repository, node.getKey()));
          manifests++;
        }
      }
      for (Digest layer : store.layers(repository)) {
        Path link = store.layerLink(repository, layer);
        if (used.contains(layer) || isNewer(link, before)) {
          named.add(layer);
        } else {
          ImageStore.remove(link);
          links++;
        }
      }
    }
    var sweep = new Sweep(named, before);
    sweep.over(store.blobDirectory());
    sweep.over(store.root().resolve("repositories"));
    return new Removed(
        manifests, links, sweep.blobs, abandoned.uploads(), abandoned.bytes() + sweep.bytes);
  }

  private Map<Digest, Node> nodes(String repository) throws IOException {
    Map<Digest, Node> nodes = new LinkedHashMap<>();
    for (Digest digest : store.manifests(repository)) {
      Optional<StoredManifest> manifest = store.manifest(repository, digest.toString());
      nodes.put(
          digest,
          manifest.isPresent()
              ? node(json.readTree(manifest.get().content()))
              : new Node(Set.of(), Set.of(), Optional.empty()));
    }
    return nodes;
  }

  private static Node node(JsonNode manifest) {
    Set<Digest> children = new HashSet<>();
    manifest.path("manifests").forEach(child -> digest(child).ifPresent(children::add));
    Set<Digest> blobs = new HashSet<>();
    digest(manifest.path("config")).ifPresent(blobs::add);
    manifest.path("layers").forEach(layer -> digest(layer).ifPresent(blobs::add));
    return new Node(children, blobs, digest(manifest.path("subject")));
  }

  private static Optional<Digest> digest(JsonNode descriptor) {
    return Digest.parse(descriptor.path("digest").asText());
  }

  private Set<Digest> kept(String repository, Map<Digest, Node> nodes, Instant before)
      throws IOException {
    Map<Digest, Set<Digest>> referrers = new HashMap<>();
    Deque<Digest> open = new ArrayDeque<>();
    for (Map.Entry<Digest, Node> node : nodes.entrySet()) {
      node.getValue()
          .subject()
          .ifPresent(subject ->
              referrers.computeIfAbsent(subject, _ -> new HashSet<>()).add(node.getKey()));
      if (isNewer(store.manifestLink(repository, node.getKey()), before)) {
        open.add(node.getKey());
      }
    }
    store.fallback(repository).ifPresent(open::add);
    for (String tag : store.tags(repository)) {
      store.tagged(repository, tag).ifPresent(open::add);
    }
    Set<Digest> kept = new HashSet<>();
    while (!open.isEmpty()) {
      Digest digest = open.remove();
      Node node = nodes.get(digest);
      if (node != null && kept.add(digest)) {
        open.addAll(node.children());
        open.addAll(referrers.getOrDefault(digest, Set.of()));
      }
    }
    return kept;
  }

  private static boolean isNewer(Path file, Instant before) throws IOException {
    try {
      return !Files.getLastModifiedTime(file).toInstant().isBefore(before);
    } catch (NoSuchFileException _) { // deleted by a request meanwhile
      return false;
    }
  }

  /// Goes through a directory: removes blobs without a name, old drafts and empty directories.
  private final class Sweep extends SimpleFileVisitor<Path> {
    private final Set<Digest> named;
    private final Instant before;
    private @Nullable Path root;
    private int blobs;
    private long bytes;

    Sweep(Set<Digest> named, Instant before) {
      this.named = named;
      this.before = before;
    }

    void over(Path directory) throws IOException {
      root = directory;
      if (Files.isDirectory(directory)) {
        Files.walkFileTree(directory, this);
      }
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String name = file.getFileName().toString();
      boolean old = attributes.lastModifiedTime().toInstant().isBefore(before);
      boolean blob = store.blobDirectory().equals(root) && !name.startsWith(".");
      if (!old || (blob ? isNamed(file) : !name.startsWith(".draft-"))) {
        return FileVisitResult.CONTINUE;
      }
      Files.deleteIfExists(file);
      bytes += attributes.size();
      blobs += blob ? 1 : 0;
      return FileVisitResult.CONTINUE;
    }

    /// Names of files are `blobs/<algorithm>/<xx>/<hex>`; what is no such file is left alone.
    private boolean isNamed(Path file) {
      List<String> parts = new java.util.ArrayList<>();
      store.blobDirectory().relativize(file).forEach(part -> parts.add(part.toString()));
      Optional<Digest> digest = Digest.parse(parts.getFirst() + ":" + parts.getLast());
      return digest.isEmpty() || named.contains(digest.get());
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      if (!directory.equals(root)) {
        try {
          Files.delete(directory);
        } catch (DirectoryNotEmptyException _) { // still wanted
        }
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
