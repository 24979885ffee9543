package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The programs behind marker images (see `registry.BaseImages`): by the label of an image, what
/// must be on this machine for it to run, and what is brought along and mounted. Safe for any
/// thread.
///
/// An image whose programs cannot be had fails to be pulled with a message that says what to do; a
/// stand-in takes its place.
final class LocalPrograms {
  /// What an image with a label needs.
  private sealed interface Need {
    /// A program on the machine's path.
    ///
    /// @param advice how to get it
    record Installed(String program, String advice) implements Need {}

    /// Programs that Fairlead brings: an archive on the class path, for some platforms.
    ///
    /// @param title for messages
    /// @param resource the archive's name, with `%s` for the platform
    /// @param target where images expect its content
    record Brought(String title, String resource, String target) implements Need {}
  }

  private static final Map<String, List<Need>> NEEDS =
      Map.of(
          "postgres",
          List.of(
              new Need.Installed("bash", "install the package bash"),
              new Need.Brought("PostgreSQL", "postgres-%s.txz", "/usr/local/pgsql")),
          "redis",
          List.of(new Need.Installed("redis-server", "install the package redis-server")));

  private final Path directory;
  private final List<Path> path;
  private final ClassLoader resources;
  private final String platform;
  private final ReentrantLock unpacking = new ReentrantLock();

  /// @param directory for programs that are brought along, unpacked
  /// @param path directories in which programs of the machine are looked for
  /// @param resources what archives are taken from
  /// @param platform operating system and processor, such as `linux-x86_64`
  LocalPrograms(Path directory, List<Path> path, ClassLoader resources, String platform) {
    this.directory = directory;
    this.path = List.copyOf(path);
    this.resources = resources;
    this.platform = platform;
  }

  /// The programs of this machine and those that come with Fairlead.
  static LocalPrograms ofThisMachine(Path directory) {
    return new LocalPrograms(
        directory,
        Arrays.stream(Command.PATH.split(":")).map(Path::of).toList(),
        LocalPrograms.class.getClassLoader(),
        platform(System.getProperty("os.name"), System.getProperty("os.arch")));
  }

  /// Names a platform as the archives do.
  static String platform(String system, String processor) {
    String kernel = system.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : system;
    String architecture =
        switch (processor) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> processor;
        };
    return kernel.toLowerCase(Locale.ROOT) + "-" + architecture;
  }

  /// What to mount into containers of an image.
  ///
  /// @param label the value of the image's [ContainerPlan#RUNTIME_LABEL]; empty for none
  /// @throws ImageException if something that it needs is not on this machine
  List<ContainerSpec.Mount> provide(ImageName name, String label) {
    return NEEDS.getOrDefault(label, List.of()).stream()
        .flatMap(need -> provide(name, need).stream())
        .toList();
  }

  private Optional<ContainerSpec.Mount> provide(ImageName name, Need need) {
    return switch (need) {
      case Need.Installed(String program, String advice) -> {
        if (path.stream().noneMatch(place -> Files.isExecutable(place.resolve(program)))) {
          throw ImageException.pull(
              "\"%s\" runs this machine's %s, which is not installed; %s and create the Pod anew"
                  .formatted(name, program, advice),
              null);
        }
        yield Optional.empty();
      }
      case Need.Brought(String title, String resource, String target) ->
          Optional.of(
              new ContainerSpec.Mount(
                  unpacked(name, title, resource.formatted(platform)), target, true));
    };
  }

  private Path unpacked(ImageName name, String title, String resource) {
    URL archive = resources.getResource(resource);
    if (archive == null) {
      throw ImageException.pull(
          "\"%s\" runs the %s that comes with Fairlead, which has none for %s"
              .formatted(name, title, platform),
          null);
    }
    unpacking.lock();
    try {
      return unpacked(archive, resource);
    } catch (IOException e) {
      throw ImageException.pull("cannot unpack " + resource + ": " + e.getMessage(), e);
    } finally {
      unpacking.unlock();
    }
  }

  /// The directory appears complete or not at all, and another archive gets another directory.
  private Path unpacked(URL archive, String resource) throws IOException {
    Files.createDirectories(directory);
    Path draft = Files.createTempDirectory(directory, ".draft");
    try {
      Path copy = draft.resolve("archive");
      MessageDigest hash = sha256();
      try (InputStream content = new DigestInputStream(archive.openStream(), hash)) {
        Files.copy(content, copy);
      }
      Path target =
          directory.resolve(
              resource.replace(".txz", "-")
                  + HexFormat.of().formatHex(hash.digest()).substring(0, 12));
      if (!Files.isDirectory(target)) {
        LayerUnpacker.unpack(copy, draft.resolve("layer"));
        Files.move(draft.resolve("layer/fs"), target, StandardCopyOption.ATOMIC_MOVE);
      }
      return target;
    } finally {
      LayerUnpacker.deleteTree(draft);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
