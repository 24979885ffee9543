package dev.fairlead.sandbox.registry;

import dev.fairlead.sandbox.disk.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The registry's content on disk. Blobs are kept once (`blobs/<algorithm>/<xx>/<hex>`); a
/// repository holds links to those pushed or mounted into it (`_layers`), its manifests with their
/// media types (`_manifests`) and its tags (`_tags`). Every file appears whole. Safe for any
/// thread, and for a process that is killed at any moment.
///
/// The time of a link's or blob's last change says when a push last wanted it; what is newer than
/// the grace period of [GarbageCollection] stays even where nothing refers to it yet.
public final class ImageStore {
  /// The grammar of repository names in the distribution specification, and its length limit.
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");

  private static final int MAX_NAME_LENGTH = 255;
  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

  private final Path root;
  private final Clock clock;

  /// Held for reading by everything that adds, for writing by the collection of garbage: that never
  /// sees half of an addition, and an addition never loses what it has just found.
  private final ReadWriteLock collecting = new ReentrantReadWriteLock();

  /// @param clock for the age of what nothing refers to
  public ImageStore(Path root, Clock clock) {
    this.root = root;
    this.clock = clock;
  }

  Clock clock() {
    return clock;
  }

  /// Does something that no collection of garbage may come between.
  <T> T adding(Supplier<T> addition) {
    collecting.readLock().lock();
    try {
      return addition.get();
    } finally {
      collecting.readLock().unlock();
    }
  }

  /// Does something while nothing is added.
  <T> T collecting(Supplier<T> collection) {
    collecting.writeLock().lock();
    try {
      return collection.get();
    } finally {
      collecting.writeLock().unlock();
    }
  }

  static boolean isRepositoryName(String text) {
    return text.length() <= MAX_NAME_LENGTH && NAME.matcher(text).matches();
  }

  static boolean isTag(String text) {
    return TAG.matcher(text).matches();
  }

  Path root() {
    return root;
  }

  /// The manifest that a tag or digest names in a repository; empty where there is none. In a
  /// repository with a fallback (see [BaseImages]) every unknown tag names that.
  ///
  /// @param repository such as `ghcr.io/acme/shop`
  /// @param reference a tag, or a digest as `sha256:..`
  public Optional<StoredManifest> manifest(String repository, String reference) {
    if (!isRepositoryName(repository)) {
      return Optional.empty();
    }
    Optional<Digest> digest = Digest.parse(reference);
    if (digest.isEmpty() && isTag(reference)) {
      digest =
          WholeFile.readText(tagDirectory(repository).resolve(reference))
              .or(() -> WholeFile.readText(repository(repository).resolve("_fallback")))
              .flatMap(Digest::parse);
    }
    return digest.flatMap(found ->
        WholeFile.readText(manifestLink(repository, found))
            .flatMap(mediaType ->
                WholeFile.read(blob(found))
                    .map(content -> new StoredManifest(found, mediaType, content))));
  }

  /// The file that holds a blob's bytes, whatever repositories it belongs to; empty where the blob
  /// is unknown. Never to be changed.
  public Optional<Path> blobFile(Digest digest) {
    return Optional.of(blob(digest)).filter(Files::isRegularFile);
  }

  /// Whether a repository has a blob.
  public boolean hasBlob(String repository, Digest digest) {
    return Files.exists(layerLink(repository, digest)) && Files.isRegularFile(blob(digest));
  }

  /// As [#hasBlob], for a client that asks before it uploads: the blob counts as new again, so that
  /// it is still there when the manifest arrives that names it.
  boolean keepBlob(String repository, Digest digest) {
    return adding(() -> {
      if (!hasBlob(repository, digest)) {
        return false;
      }
      touch(layerLink(repository, digest));
      return true;
    });
  }

  /// Every repository with at least one manifest, sorted by name.
  public List<String> repositories() {
    return repositories("_manifests");
  }

  /// Every repository with a directory of the given name.
  List<String> repositories(String part) {
    Path base = root.resolve("repositories");
    if (!Files.isDirectory(base)) {
      return List.of();
    }
    var names = new TreeSet<String>();
    try {
      Files.walkFileTree(
          base,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(
                Path directory, BasicFileAttributes attributes) {
              String name = directory.getFileName().toString();
              if (name.equals(part)) {
                names.add(base.relativize(directory.getParent()).toString());
              }
              return name.startsWith("_") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list repositories in " + base, e);
    }
    return List.copyOf(names);
  }

  /// The tags of a repository in lexical order; empty where it is unknown.
  public List<String> tags(String repository) {
    return names(tagDirectory(repository));
  }

  /// The digests of every manifest of a repository.
  List<Digest> manifests(String repository) {
    return digests(repository(repository).resolve("_manifests"));
  }

  /// The digests of every blob that was pushed or mounted into a repository.
  List<Digest> layers(String repository) {
    return digests(repository(repository).resolve("_layers"));
  }

  /// The manifest that every unknown tag of a repository names.
  Optional<Digest> fallback(String repository) {
    return WholeFile.readText(repository(repository).resolve("_fallback")).flatMap(Digest::parse);
  }

  /// The manifest that a tag names now, without the fallback.
  Optional<Digest> tagged(String repository, String tag) {
    return WholeFile.readText(tagDirectory(repository).resolve(tag)).flatMap(Digest::parse);
  }

  private static List<Digest> digests(Path directory) {
    var digests = new ArrayList<Digest>();
    for (String algorithm : Digest.ALGORITHMS) {
      for (String hex : names(directory.resolve(algorithm))) {
        Digest.parse(algorithm + ":" + hex).ifPresent(digests::add);
      }
    }
    return digests;
  }

  /// Whether anything was ever pushed to a repository and is still there. A directory that only
  /// leads to other repositories is none.
  boolean exists(String repository) {
    Path directory = repository(repository);
    return Stream.of("_manifests", "_layers", "_tags")
        .anyMatch(part -> Files.isDirectory(directory.resolve(part)));
  }

  /// Takes a finished upload into a repository, moving the file. Where the blob is here already the
  /// upload is dropped: its readers go on undisturbed.
  void addBlob(String repository, Digest digest, Path file) {
    adding(() -> {
      try {
        Path target = blob(digest);
        if (Files.isRegularFile(target)) {
          Files.deleteIfExists(file);
        } else {
          Files.createDirectories(target.getParent());
          Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        }
        touch(target);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot store blob " + digest, e);
      }
      link(repository, digest);
      return digest;
    });
  }

  /// Makes a blob a part of a repository; false where the registry does not have it.
  boolean mount(String repository, Digest digest) {
    return adding(() -> {
      if (!Files.isRegularFile(blob(digest))) {
        return false;
      }
      link(repository, digest);
      return true;
    });
  }

  private void link(String repository, Digest digest) {
    Path link = layerLink(repository, digest);
    WholeFile.write(link, "");
    touch(link);
  }

  void addManifest(String repository, StoredManifest manifest) {
    adding(() -> {
      Path content = blob(manifest.digest());
      WholeFile.write(content, manifest.content());
      touch(content);
      Path link = manifestLink(repository, manifest.digest());
      WholeFile.write(link, manifest.mediaType());
      touch(link);
      return link;
    });
  }

  /// The manifest counts as new again: a client has asked whether it is there.
  void keepManifest(String repository, Digest digest) {
    adding(() -> {
      Path link = manifestLink(repository, digest);
      if (Files.exists(link)) {
        touch(link);
      }
      return link;
    });
  }

  private void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    } catch (NoSuchFileException _) {
      // deleted by another request: as if that had come later
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set the time of " + file, e);
    }
  }

  void tag(String repository, String tag, Digest digest) {
    adding(() -> {
      WholeFile.write(tagDirectory(repository).resolve(tag), digest.toString());
      return tag;
    });
  }

  /// Lets every unknown tag of a repository name a manifest.
  void setFallback(String repository, Digest digest) {
    adding(() -> {
      WholeFile.write(repository(repository).resolve("_fallback"), digest.toString());
      return digest;
    });
  }

  boolean removeTag(String repository, String tag) {
    return remove(tagDirectory(repository).resolve(tag));
  }

  /// Removes a manifest and the tags that name it. Its bytes stay, as other repositories may have
  /// them too.
  boolean removeManifest(String repository, Digest digest) {
    for (String tag : names(tagDirectory(repository))) {
      Path file = tagDirectory(repository).resolve(tag);
      if (WholeFile.readText(file).equals(Optional.of(digest.toString()))) {
        remove(file);
      }
    }
    return remove(manifestLink(repository, digest));
  }

  boolean removeBlob(String repository, Digest digest) {
    return remove(layerLink(repository, digest));
  }

  Digest digestOf(Path file, Digest expected) {
    try (InputStream content = Files.newInputStream(file)) {
      return expected.ofSameAlgorithm(content);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read upload " + file, e);
    }
  }

  static boolean remove(Path file) {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + file, e);
    }
  }

  /// The names of the finished files in a directory, sorted; drafts start with a dot.
  private static List<String> names(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  Path blob(Digest digest) {
    return blobDirectory()
        .resolve(digest.algorithm())
        .resolve(digest.hex().substring(0, 2))
        .resolve(digest.hex());
  }

  Path blobDirectory() {
    return root.resolve("blobs");
  }

  Path repository(String name) {
    return root.resolve("repositories").resolve(name);
  }

  private Path tagDirectory(String repository) {
    return repository(repository).resolve("_tags");
  }

  Path layerLink(String repository, Digest digest) {
    return repository(repository)
        .resolve("_layers")
        .resolve(digest.algorithm())
        .resolve(digest.hex());
  }

  Path manifestLink(String repository, Digest digest) {
    return repository(repository)
        .resolve("_manifests")
        .resolve(digest.algorithm())
        .resolve(digest.hex());
  }
}
