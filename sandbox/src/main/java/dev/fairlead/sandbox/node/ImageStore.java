package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// The images on this machine: `layers/<digest>` holds each layer once, `images/<config digest>`
/// each image's whole tree made of hard links to them. A directory appears complete or not at all.
/// Safe for any thread.
final class ImageStore {
  private final Path directory;
  private final RegistryClient registry;
  private final LocalPrograms programs;

  /// By complete name; what a tag stood for when it was last pulled.
  private final Map<String, Image> images = new ConcurrentHashMap<>();

  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  ImageStore(Path directory, RegistryClient registry) {
    this.directory = directory;
    this.registry = registry;
    this.programs = LocalPrograms.ofThisMachine(directory.resolve("programs"));
  }

  /// The image if it has been pulled under this name before.
  Optional<Image> present(ImageName name) {
    return Optional.ofNullable(images.get(name.toString()));
  }

  /// Pulls an image; what is here already is not fetched again.
  ///
  /// @throws ImageException if it, or a program that it stands for, cannot be had
  Image pull(ImageName name) {
    RegistryClient.Manifest manifest = registry.manifest(name);
    JsonNode content = manifest.content();
    String id = digest(name, content.path("config"));
    ReentrantLock lock = locks.computeIfAbsent(id, _ -> new ReentrantLock());
    lock.lock();
    try {
      Optional<Image> same =
          images.values().stream().filter(i -> i.digest().equals(manifest.digest())).findFirst();
      Image image =
          same.isPresent() ? same.get().named(name) : unpack(name, manifest.digest(), content, id);
      images.put(name.toString(), image);
      return image;
    } catch (IOException e) {
      throw ImageException.pull(
          "failed to pull and unpack image \"" + name + "\": " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  private Image unpack(ImageName name, String digest, JsonNode manifest, String id)
      throws IOException {
    JsonNode config = registry.jsonBlob(name, id);
    List<Path> layers = new ArrayList<>();
    long bytes = 0;
    for (JsonNode layer : manifest.path("layers")) {
      layers.add(layer(name, digest(name, layer)));
      bytes += layer.path("size").asLong();
    }
    Path root = directory.resolve("images").resolve(id.substring("sha256:".length()));
    if (!Files.isDirectory(root)) {
      Files.createDirectories(directory.resolve("images"));
      Path draft = Files.createTempDirectory(directory.resolve("images"), ".draft");
      LayerUnpacker.stack(layers, draft.resolve("root"));
      place(draft.resolve("root"), root);
      LayerUnpacker.deleteTree(draft);
    }
    JsonNode settings = config.path("config");
    Map<String, String> environment = new LinkedHashMap<>();
    for (JsonNode entry : settings.path("Env")) {
      String text = entry.asText();
      int equals = text.indexOf('=');
      if (equals > 0) {
        environment.put(text.substring(0, equals), text.substring(equals + 1));
      }
    }
    Map<String, String> labels = new LinkedHashMap<>();
    settings
        .path("Labels")
        .properties()
        .forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
    List<String> volumes = new ArrayList<>();
    settings.path("Volumes").fieldNames().forEachRemaining(volumes::add);
    String workingDirectory = settings.path("WorkingDir").asText("");
    return new Image(
        name,
        id,
        digest,
        root,
        strings(settings.path("Entrypoint")),
        strings(settings.path("Cmd")),
        environment,
        workingDirectory.isEmpty() ? "/" : workingDirectory,
        settings.path("User").asText(""),
        labels,
        volumes,
        programs.provide(name, labels.getOrDefault(ContainerPlan.RUNTIME_LABEL, "")),
        settings.path("StopSignal").asText("").isEmpty()
            ? "SIGTERM"
            : settings.path("StopSignal").asText(),
        bytes,
        selfContained(root));
  }

  private Path layer(ImageName name, String digest) throws IOException {
    Path target = directory.resolve("layers").resolve(digest.substring("sha256:".length()));
    ReentrantLock lock = locks.computeIfAbsent(digest, _ -> new ReentrantLock());
    lock.lock();
    try {
      if (!Files.isDirectory(target)) {
        Files.createDirectories(directory.resolve("layers"));
        Path draft = Files.createTempDirectory(directory.resolve("layers"), ".draft");
        Path archive = draft.resolve("layer.tar");
        registry.download(name, digest, archive);
        LayerUnpacker.unpack(archive, draft.resolve("layer"));
        place(draft.resolve("layer"), target);
        LayerUnpacker.deleteTree(draft);
      }
    } finally {
      lock.unlock();
    }
    return target;
  }

  private static void place(Path draft, Path target) throws IOException {
    try {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException _) { // another thread made the same one
      LayerUnpacker.deleteTree(draft);
    }
  }

  /// Whether an image brings a loader or a shell: then its programs expect its own libraries.
  private static boolean selfContained(Path root) throws IOException {
    for (String shell : List.of("bin/sh", "usr/bin/sh", "usr/bin/bash", "bin/busybox")) {
      if (Files.exists(root.resolve(shell), LinkOption.NOFOLLOW_LINKS)) {
        return true;
      }
    }
    for (String libraries : List.of("lib", "lib64", "usr/lib", "usr/lib64")) {
      if (Files.isDirectory(root.resolve(libraries), LinkOption.NOFOLLOW_LINKS)) {
        try (var loaders = Files.newDirectoryStream(root.resolve(libraries), "ld-*.so*")) {
          if (loaders.iterator().hasNext()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static String digest(ImageName name, JsonNode descriptor) {
    String digest = descriptor.path("digest").asText();
    if (!digest.matches("sha256:[0-9a-f]{64}")) {
      throw ImageException.pull("image \"" + name + "\" has a bad manifest", null);
    }
    return digest;
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(e -> strings.add(e.asText()));
    return strings;
  }
}
