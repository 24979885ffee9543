package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.Objects;
import dev.fairlead.sandbox.cluster.controllers.Meta;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The volumes of one Pod, as directories below the Pod's own. Those made of objects are written as
/// kubelet's atomic writer does: the files are links into a directory that is replaced as a whole,
/// so that a reader never sees half of a change.
final class PodVolumes {
  private static final String DATA = "..data";

  private final Objects objects;
  private final ServiceAccountTokens tokens;
  private final Path directory;
  private final Path claims;

  /// @param directory of the Pod's volumes
  /// @param claims where the contents of PersistentVolumes are kept that name no path themselves
  PodVolumes(Objects objects, ServiceAccountTokens tokens, Path directory, Path claims) {
    this.objects = objects;
    this.tokens = tokens;
    this.directory = directory;
    this.claims = claims;
  }

  /// A file of a volume.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Content(byte[] bytes, int mode) {}

  /// Makes or refreshes all volumes.
  ///
  /// @return by name, where each is
  /// @throws ConfigException if something that a volume needs is missing
  Map<String, Path> prepare(PodFields fields) throws IOException {
    Map<String, Path> result = new LinkedHashMap<>();
    for (JsonNode volume : fields.pod().path("spec").path("volumes")) {
      String name = volume.path("name").asText();
      try {
        result.put(name, prepare(fields, volume, name));
      } catch (ConfigException e) {
        throw new ConfigException(
            "MountVolume.SetUp failed for volume \"" + name + "\" : " + e.text());
      }
    }
    return result;
  }

  private Path prepare(PodFields fields, JsonNode volume, String name) throws IOException {
    Path target = directory.resolve(name);
    if (volume.has("hostPath")) {
      return hostPath(volume.path("hostPath"));
    }
    if (volume.has("persistentVolumeClaim")) {
      return claim(fields, volume.path("persistentVolumeClaim").path("claimName").asText());
    }
    if (volume.has("ephemeral")) {
      return claim(fields, Meta.name(fields.pod()) + "-" + name);
    }
    Files.createDirectories(target);
    if (volume.has("configMap")
        || volume.has("secret")
        || volume.has("projected")
        || volume.has("downwardAPI")) {
      Map<String, Content> files = new TreeMap<>();
      for (String kind : List.of("configMap", "secret", "downwardAPI", "projected")) {
        if (volume.has(kind)) {
          source(
              fields,
              kind,
              volume.path(kind),
              files,
              volume.path(kind).path("defaultMode").asInt(0644));
        }
      }
      write(target, files);
    } else {
      // emptyDir, and what the sandbox has nothing better for
      Files.setPosixFilePermissions(target, EnumSet.allOf(PosixFilePermission.class));
    }
    return target;
  }

  private static Path hostPath(JsonNode source) throws IOException {
    Path path = Path.of(source.path("path").asText());
    switch (source.path("type").asText("")) {
      case "DirectoryOrCreate" -> Files.createDirectories(path);
      case "FileOrCreate" -> {
        if (!Files.exists(path)) {
          Files.createFile(path);
        }
      }
      case "Directory" -> require(Files.isDirectory(path), path + " is not a directory");
      case "File" -> require(Files.isRegularFile(path), path + " is not a file");
      default -> {
        if (!Files.exists(path)) {
          Files.createDirectories(path);
        }
      }
    }
    return path;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new ConfigException("hostPath type check failed: " + message);
    }
  }

  private Path claim(PodFields fields, String name) throws IOException {
    String namespace = Meta.namespace(fields.pod());
    ObjectNode claim =
        objects
            .get(GroupResource.PERSISTENT_VOLUME_CLAIMS, namespace, name)
            .orElseThrow(
                () -> new ConfigException("persistentvolumeclaim \"" + name + "\" not found"));
    String volumeName = claim.path("spec").path("volumeName").asText("");
    if (!claim.path("status").path("phase").asText().equals("Bound") || volumeName.isEmpty()) {
      throw new ConfigException("persistentvolumeclaim \"" + name + "\" is not bound");
    }
    JsonNode spec =
        objects
            .get(GroupResource.PERSISTENT_VOLUMES, null, volumeName)
            .map(volume -> volume.path("spec"))
            .orElseThrow(
                () -> new ConfigException("persistentvolume \"" + volumeName + "\" not found"));
    String path =
        spec.path("hostPath").path("path").asText(spec.path("local").path("path").asText(""));
    Path target = path.isEmpty() ? claims.resolve(volumeName) : Path.of(path);
    if (!Files.isDirectory(target)) {
      Files.createDirectories(target);
      Files.setPosixFilePermissions(target, EnumSet.allOf(PosixFilePermission.class));
    }
    return target;
  }

  private void source(
      PodFields fields, String kind, JsonNode source, Map<String, Content> files, int mode) {
    switch (kind) {
      case "configMap" ->
          keys(
              GroupResource.CONFIG_MAPS,
              "configmap",
              source,
              source.path("name"),
              fields,
              files,
              mode);
      case "secret" ->
          keys(
              GroupResource.SECRETS,
              "secret",
              source,
              source.has("secretName") ? source.path("secretName") : source.path("name"),
              fields,
              files,
              mode);
      case "downwardAPI" -> {
        for (JsonNode item : source.path("items")) {
          String text =
              item.has("fieldRef")
                  ? fields.field(item.path("fieldRef").path("fieldPath").asText())
                  : fields.resource(
                      item.path("resourceFieldRef"),
                      fields.pod().path("spec").path("containers").path(0));
          put(files, item.path("path").asText(), text.getBytes(StandardCharsets.UTF_8), item, mode);
        }
      }
      case "projected" -> {
        for (JsonNode part : source.path("sources")) {
          part.properties().forEach(e -> source(fields, e.getKey(), e.getValue(), files, mode));
        }
      }
      case "serviceAccountToken" ->
          put(
              files,
              source.path("path").asText("token"),
              tokens
                  .issue(
                      fields.pod(),
                      source.path("audience").asText(""),
                      Duration.ofSeconds(source.path("expirationSeconds").asLong(3600)))
                  .getBytes(StandardCharsets.UTF_8),
              source,
              mode);
      default -> {
        // a source that the sandbox has nothing for (clusterTrustBundle)
      }
    }
  }

  private void keys(
      GroupResource resource,
      String word,
      JsonNode source,
      JsonNode nameNode,
      PodFields fields,
      Map<String, Content> files,
      int mode) {
    String name = nameNode.asText();
    boolean optional = source.path("optional").asBoolean();
    Optional<ObjectNode> found = objects.get(resource, Meta.namespace(fields.pod()), name);
    if (found.isEmpty()) {
      if (optional) {
        return;
      }
      throw new ConfigException(word + " \"" + name + "\" not found");
    }
    Map<String, byte[]> data = new LinkedHashMap<>();
    boolean secret = word.equals("secret");
    found
        .get()
        .path("data")
        .properties()
        .forEach(e ->
            data.put(
                e.getKey(),
                secret
                    ? Base64.getDecoder().decode(e.getValue().asText())
                    : e.getValue().asText().getBytes(StandardCharsets.UTF_8)));
    found
        .get()
        .path("binaryData")
        .properties()
        .forEach(e -> data.put(e.getKey(), Base64.getDecoder().decode(e.getValue().asText())));
    if (!source.path("items").isArray() || source.path("items").isEmpty()) {
      data.forEach((key, bytes) -> files.put(key, new Content(bytes, mode)));
      return;
    }
    for (JsonNode item : source.path("items")) {
      byte[] bytes = data.get(item.path("key").asText());
      if (bytes != null) {
        put(files, item.path("path").asText(), bytes, item, mode);
      } else if (!optional) {
        throw new ConfigException(
            "references non-existent " + word + " key: " + item.path("key").asText());
      }
    }
  }

  private static void put(
      Map<String, Content> files, String path, byte[] bytes, JsonNode item, int mode) {
    if (path.startsWith("/") || Arrays.asList(path.split("/")).contains("..")) {
      throw new ConfigException("the path " + path + " leads out of the volume");
    }
    files.put(path, new Content(bytes, item.path("mode").asInt(mode)));
  }

  private static void write(Path target, Map<String, Content> files) throws IOException {
    Path link = target.resolve(DATA);
    if (Files.isSymbolicLink(link) && same(target.resolve(Files.readSymbolicLink(link)), files)) {
      return;
    }
    Path next = Files.createTempDirectory(target, "..");
    Files.setPosixFilePermissions(next, modes(0755));
    for (Map.Entry<String, Content> file : files.entrySet()) {
      Path path = next.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue().bytes());
      Files.setPosixFilePermissions(path, modes(file.getValue().mode()));
    }
    Path old = Files.isSymbolicLink(link) ? target.resolve(Files.readSymbolicLink(link)) : next;
    Path draft = Files.createSymbolicLink(target.resolve("..data_tmp"), next.getFileName());
    Files.move(draft, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Set<String> names = new java.util.TreeSet<>();
    files.keySet().forEach(path -> names.add(Path.of(path).getName(0).toString()));
    for (String name : names) {
      if (!Files.exists(target.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(target.resolve(name), Path.of(DATA, name));
      }
    }
    List<Path> stale = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(target)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (Files.isSymbolicLink(entry) && !name.equals(DATA) && !names.contains(name)) {
          stale.add(entry);
        }
      }
    }
    for (Path entry : stale) {
      Files.delete(entry);
    }
    if (!old.equals(next)) {
      LayerUnpacker.deleteTree(old);
    }
  }

  private static boolean same(Path present, Map<String, Content> files) throws IOException {
    if (!Files.isDirectory(present)) {
      return false;
    }
    long count;
    try (var all = Files.walk(present)) {
      count = all.filter(Files::isRegularFile).count();
    }
    for (Map.Entry<String, Content> file : files.entrySet()) {
      Path path = present.resolve(file.getKey());
      // a token is new each time; it is replaced when the Pod starts only
      if (!Files.isRegularFile(path)
          || (!file.getKey().equals("token")
              && !Arrays.equals(Files.readAllBytes(path), file.getValue().bytes()))) {
        return false;
      }
    }
    return count == files.size();
  }

  private static Set<PosixFilePermission> modes(int mode) {
    PosixFilePermission[] all = PosixFilePermission.values();
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < all.length; i++) {
      if ((mode >> (all.length - 1 - i) & 1) == 1) {
        set.add(all[i]);
      }
    }
    return set;
  }
}
