package dev.fairlead.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.image.ImageException.Kind;
import dev.fairlead.model.Position;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// Builds images from Dockerfiles and pushes them. The same context, Dockerfile, arguments and base
/// give the same digest. Nothing runs, nothing needs root. Safe for any thread.
public final class ImageBuilder {
  /// How much of a base image's account files is read.
  private static final int MAX_ACCOUNT_FILE = 1024 * 1024;

  private final RegistryClient registries;
  private final LayerCache cache;
  private final Map<String, PulledImage> pulled = new ConcurrentHashMap<>();

  /// @param cache a private directory for layers; may be shared by builders, also of other
  ///   processes
  public ImageBuilder(RegistryClient registries, Path cache) {
    this.registries = registries;
    this.cache = new LayerCache(cache);
  }

  /// Builds an image, without pushing it.
  ///
  /// @param log takes a line for each step
  /// @throws ImageException with what was being done and what to do next
  public BuiltImage build(BuildRequest request, Consumer<String> log) {
    Assembled image = assemble(request, log);
    return new BuiltImage(image.digest(), image.imageId(), List.of());
  }

  /// Builds an image and pushes it under each of its tags.
  ///
  /// @param log takes a line for each step
  /// @throws ImageException with what was being done and what to do next
  public BuiltImage push(BuildRequest request, Consumer<String> log) {
    if (request.tags().isEmpty()) {
      throw new ImageException(Kind.INVALID, "cannot push an image without a tag");
    }
    Assembled image = assemble(request, log);
    Map<String, List<ImageReference>> byRepository = new LinkedHashMap<>();
    for (ImageReference tag : request.tags()) {
      byRepository.computeIfAbsent(tag.name(), _ -> new ArrayList<>()).add(tag);
    }
    for (List<ImageReference> tags : byRepository.values()) {
      pushBlobs(image, tags.getFirst());
      for (ImageReference tag : tags) {
        registries
            .registry(tag)
            .pushManifest(
                registries.repository(tag),
                tag.findTag().orElse(image.digest()),
                Registry.OCI_MANIFEST,
                image.manifest().getBytes(StandardCharsets.UTF_8));
        log.accept("pushed " + tag.withDigest(image.digest()));
      }
    }
    return new BuiltImage(image.digest(), image.imageId(), request.tags());
  }

  private record Assembled(
      String manifest,
      String digest,
      String configuration,
      String imageId,
      List<Layer> baseLayers,
      List<Layer> ownLayers,
      Optional<PulledImage> base) {}

  private Assembled assemble(BuildRequest request, Consumer<String> log) {
    Dockerfile dockerfile = request.dockerfile();
    BuildContext context = new IgnoringContext(request.context(), ignoreFile(request));
    var stages = new StageBuild(request, context, new PulledBases(log), cache);
    Stage target =
        request.target() == null || request.target().isEmpty()
            ? dockerfile.stages().getLast()
            : dockerfile.stage(request.target());
    StageBuild.Result result = stages.build(target);
    ImageConfiguration configuration = result.configuration().copy();
    request.labels().forEach(configuration::putLabel);
    String json = configuration.toJson();
    List<Layer> baseLayers = result.base() == null ? List.of() : result.base().layers();
    ObjectNode manifest = JsonNodeFactory.instance.objectNode();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", Registry.OCI_MANIFEST);
    String imageId = Digests.of(json.getBytes(StandardCharsets.UTF_8));
    manifest
        .putObject("config")
        .put("mediaType", "application/vnd.oci.image.config.v1+json")
        .put("digest", imageId)
        .put("size", json.getBytes(StandardCharsets.UTF_8).length);
    ArrayNode layers = manifest.putArray("layers");
    for (List<Layer> part : List.of(baseLayers, result.ownLayers())) {
      for (Layer layer : part) {
        layers
            .addObject()
            .put("mediaType", layer.mediaType())
            .put("digest", layer.digest())
            .put("size", layer.size());
      }
    }
    String text = manifest.toString();
    String digest = Digests.of(text.getBytes(StandardCharsets.UTF_8));
    log.accept(
        "built "
            + digest
            + ": "
            + baseLayers.size()
            + " layers of the base, "
            + result.ownLayers().size()
            + " of its own");
    return new Assembled(
        text,
        digest,
        json,
        imageId,
        baseLayers,
        List.copyOf(result.ownLayers()),
        Optional.ofNullable(result.base()));
  }

  /// `<Dockerfile>.dockerignore` goes before `.dockerignore`, as in BuildKit.
  private static IgnoreFile ignoreFile(BuildRequest request) {
    for (String name : List.of(request.dockerfile().file() + ".dockerignore", ".dockerignore")) {
      Optional<BuildContext.Entry> file =
          name.startsWith("/") ? Optional.empty() : request.context().find(name);
      if (file.isPresent()) {
        try (InputStream content = file.get().content().open()) {
          return IgnoreFile.parse(new String(content.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
          throw new ImageException(
              Kind.INVALID, "cannot read " + name + " in " + request.context().description(), e);
        }
      }
    }
    return IgnoreFile.NONE;
  }

  /// Sees to it that a repository has every blob of an image, all at once.
  private void pushBlobs(Assembled image, ImageReference target) {
    Registry registry = registries.registry(target);
    String repository = registries.repository(target);
    if (registry.digest(repository, image.digest()).isPresent()) {
      return; // pushed before, and a registry takes no manifest without its blobs
    }
    var tasks = new ArrayList<Runnable>();
    for (Layer layer : image.baseLayers()) {
      tasks.add(() ->
          pushBaseLayer(
              layer, image.base().orElseThrow().reference(), registry, repository, target));
    }
    for (Layer layer : image.ownLayers()) {
      tasks.add(() -> pushFile(layer, registry, repository));
    }
    byte[] configuration = image.configuration().getBytes(StandardCharsets.UTF_8);
    tasks.add(() -> {
      if (!registry.hasBlob(repository, image.imageId())) {
        registry.pushBlob(
            repository, image.imageId(), () -> BodyPublishers.ofByteArray(configuration));
      }
    });
    inParallel(tasks);
  }

  private static void inParallel(List<Runnable> tasks) {
    var factory = Thread.ofVirtual().name("push-", 0).factory();
    try (var threads = Executors.newThreadPerTaskExecutor(factory)) {
      List<? extends Future<?>> running = tasks.stream().map(threads::submit).toList();
      try {
        for (Future<?> task : running) {
          task.get();
        }
      } catch (ExecutionException e) {
        running.forEach(task -> task.cancel(true));
        if (e.getCause() instanceof ImageException reason) {
          throw new ImageException(reason.kind(), String.valueOf(reason.getMessage()), e);
        }
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        running.forEach(task -> task.cancel(true));
        Thread.currentThread().interrupt();
        throw new ImageException(Kind.UNREACHABLE, "interrupted while pushing", e);
      }
    }
  }

  private void pushBaseLayer(
      Layer layer,
      ImageReference base,
      Registry registry,
      String repository,
      ImageReference target) {
    if (registry.hasBlob(repository, layer.digest())
        || (registries.sameRegistry(base, target)
            && registry.mount(repository, layer.digest(), registries.repository(base)))) {
      return;
    }
    fetch(layer, base);
    pushFile(layer, registry, repository);
  }

  private Path fetch(Layer layer, ImageReference image) {
    Path file = cache.blob(layer.digest());
    if (!Files.exists(file)) {
      registries.registry(image).pullBlob(registries.repository(image), layer.digest(), file);
    }
    return file;
  }

  private void pushFile(Layer layer, Registry registry, String repository) {
    if (registry.hasBlob(repository, layer.digest())) {
      return;
    }
    Path file = cache.blob(layer.digest());
    registry.pushBlob(
        repository,
        layer.digest(),
        () -> {
          try {
            return BodyPublishers.ofFile(file);
          } catch (FileNotFoundException e) {
            throw new ImageException(
                Kind.INVALID, "the layer cache lost " + file + "; build again", e);
          }
        });
  }

  /// Base images from registries; a manifest is pulled once for each digest.
  private final class PulledBases implements StageBuild.Bases {
    private final Consumer<String> log;

    PulledBases(Consumer<String> log) {
      this.log = log;
    }

    @Override
    public PulledImage pull(ImageReference reference, Platform platform, Position position) {
      try {
        String digest =
            registries
                .digest(reference)
                .orElseThrow(() ->
                    new ImageException(
                        Kind.NOT_FOUND,
                        "the base image "
                            + reference
                            + " does not exist; is the name right, and is the image public or"
                            + " are we logged in to "
                            + reference.host()
                            + "?"));
        PulledImage image =
            pulled.computeIfAbsent(
                reference.name() + "@" + digest + " " + platform,
                _ ->
                    registries
                        .pull(reference.withDigest(digest), platform)
                        .orElseThrow(() ->
                            new ImageException(
                                Kind.NOT_FOUND, "the base image went away: " + reference)));
        log.accept("FROM " + reference + " (" + image.digest() + ")");
        return image;
      } catch (ImageException e) {
        throw new ImageException(
            e.kind(), position + ": FROM " + reference + ": " + e.getMessage(), e);
      }
    }

    @Override
    public Optional<String> file(PulledImage base, String path) {
      for (Layer layer : base.layers().reversed()) {
        Path file = fetch(layer, base.reference());
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
            InputStream plain =
                layer.mediaType().endsWith("gzip") ? new GZIPInputStream(raw) : raw;
            var tar = new TarArchiveInputStream(plain)) {
          for (TarArchiveEntry entry = tar.getNextEntry();
              entry != null;
              entry = tar.getNextEntry()) {
            if (CopyFiles.clean(entry.getName()).equals(path) && entry.isFile()) {
              return Optional.of(
                  new String(tar.readNBytes(MAX_ACCOUNT_FILE), StandardCharsets.UTF_8));
            }
          }
        } catch (IOException e) {
          throw new ImageException(
              Kind.INVALID, "cannot read layer " + layer.digest() + " of " + base.reference(), e);
        }
      }
      return Optional.empty();
    }
  }
}
