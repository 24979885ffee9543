package dev.fairlead.sandbox.registry;

import dev.fairlead.sandbox.disk.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The registry's content on disk. Blobs are kept once (`blobs/<algorithm>/<xx>/<hex>`); a
/// repository holds links to those pushed or mounted into it (`_layers`), its manifests with their
/// media types (`_manifests`) and its tags (`_tags`). Every file appears whole. Safe for any
/// thread, and for a process that is killed at any moment.
public final class ImageStore {
  /// The grammar of repository names in the distribution specification, and its length limit.
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");

  private static final int MAX_NAME_LENGTH = 255;
  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

  private final Path root;

  public ImageStore(Path root) {
    this.root = root;
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

  /// Every repository with at least one manifest, sorted by name.
  public List<String> repositories() {
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
              if (name.equals("_manifests")) {
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
    var digests = new ArrayList<Digest>();
    for (String algorithm : List.of("sha256", "sha512")) {
      for (String hex : names(repository(repository).resolve("_manifests").resolve(algorithm))) {
        digests.add(new Digest(algorithm, hex));
      }
    }
    return digests;
  }

  boolean exists(String repository) {
    return Files.isDirectory(repository(repository));
  }

  /// Takes a finished upload into a repository, moving the file.
  void addBlob(String repository, Digest digest, Path file) {
    try {
      Path target = blob(digest);
      Files.createDirectories(target.getParent());
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot store blob " + digest, e);
    }
    link(repository, digest);
  }

  /// Makes a blob that the registry has a part of a repository.
  void link(String repository, Digest digest) {
    WholeFile.write(layerLink(repository, digest), "");
  }

  void addManifest(String repository, StoredManifest manifest) {
    WholeFile.write(blob(manifest.digest()), manifest.content());
    WholeFile.write(manifestLink(repository, manifest.digest()), manifest.mediaType());
  }

  void tag(String repository, String tag, Digest digest) {
    WholeFile.write(tagDirectory(repository).resolve(tag), digest.toString());
  }

  /// Lets every unknown tag of a repository name a manifest.
  void setFallback(String repository, Digest digest) {
    WholeFile.write(repository(repository).resolve("_fallback"), digest.toString());
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

  private static boolean remove(Path file) {
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

  private Path blob(Digest digest) {
    return root.resolve("blobs")
        .resolve(digest.algorithm())
        .resolve(digest.hex().substring(0, 2))
        .resolve(digest.hex());
  }

  private Path repository(String name) {
    return root.resolve("repositories").resolve(name);
  }

  private Path tagDirectory(String repository) {
    return repository(repository).resolve("_tags");
  }

  private Path layerLink(String repository, Digest digest) {
    return repository(repository)
        .resolve("_layers")
        .resolve(digest.algorithm())
        .resolve(digest.hex());
  }

  private Path manifestLink(String repository, Digest digest) {
    return repository(repository)
        .resolve("_manifests")
        .resolve(digest.algorithm())
        .resolve(digest.hex());
  }
}
