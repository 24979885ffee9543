package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.controllers.Meta;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Works out what one run of a container is: image, Pod and machine brought together.
record ContainerPlan(
    NodeContext context,
    ObjectNode pod,
    PodFields fields,
    PodNetwork.Attachment network,
    Map<String, Path> volumes,
    Path podDirectory) {
  /// The label by which a base image says which program of the machine it stands for.
  static final String RUNTIME_LABEL = "dev.fairlead.sandbox.runtime";

  /// The variable that tells a base image's programs the Pod's address where the Pod has no network
  /// of its own, so that they listen there only.
  private static final String POD_IP = "SANDBOX_POD_IP";

  /// Where eclipse-temurin images have their JDK.
  private static final String JAVA_HOME = "/opt/java/openjdk";

  /// Who runs as a user whose name only the image's build would have made.
  private static final long SOMEBODY = 65532;

  /// @throws ConfigException if something that the container refers to is missing
  ContainerSpec plan(Container container, Image image, int attempt) throws IOException {
    JsonNode spec = container.spec();
    String run = container.name() + "-" + attempt;
    Path directory = podDirectory.resolve("containers").resolve(run);
    LayerUnpacker.deleteTree(directory);
    Files.createDirectories(directory);
    Map<String, String> variables = new PodEnvironment(context.objects(), fields, spec).variables();
    ContainerSpec.User user = user(spec, image);
    ContainerSpec.JavaHome java = java(image);
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", Command.PATH);
    environment.put("HOSTNAME", pod.path("spec").path("hostname").asText(Meta.name(pod)));
    environment.put("HOME", user.isRoot() ? "/root" : "/");
    environment.putAll(image.environment());
    environment.putAll(variables);
    if (java != null) {
      environment.put("JAVA_HOME", java.target());
      String bin = java.target() + "/bin";
      environment.compute(
          "PATH", (_, path) -> path == null || path.contains(bin) ? path : bin + ":" + path);
    }
    String cookie = ProcessTree.cookie(context.directory(), Meta.uid(pod) + "/" + run);
    environment.put(ProcessTree.COOKIE, cookie);
    Path terminationLog = Files.createFile(directory.resolve("termination-log"));
    Files.setPosixFilePermissions(terminationLog, PosixFilePermissions.fromString("rw-rw-rw-"));
    Map<String, Path> files = new LinkedHashMap<>();
    files.put("/etc/hosts", podDirectory.resolve("hosts"));
    files.put("/etc/hostname", podDirectory.resolve("hostname"));
    files.put("/etc/resolv.conf", podDirectory.resolve("resolv.conf"));
    files.put(spec.path("terminationMessagePath").asText("/dev/termination-log"), terminationLog);
    boolean stands = image.labels().containsKey(RUNTIME_LABEL);
    if (stands && network.namespaceFile().isEmpty()) {
      environment.put(POD_IP, network.address());
    }
    if (stands && !user.isRoot()) {
      account(image, user, directory).ifPresent(passwd -> files.put("/etc/passwd", passwd));
    }
    String workingDirectory = spec.path("workingDir").asText(image.workingDirectory());
    return new ContainerSpec(
        cookie,
        directory,
        image,
        argv(spec, image, variables),
        environment,
        workingDirectory.isEmpty() ? "/" : workingDirectory,
        user,
        mounts(spec, variables, image, user, directory),
        files,
        java,
        network.namespaceFile().orElse(null),
        spec.path("securityContext").path("readOnlyRootFilesystem").asBoolean());
  }

  private static List<String> argv(JsonNode spec, Image image, Map<String, String> variables) {
    List<String> command = expanded(spec.path("command"), variables);
    List<String> arguments = expanded(spec.path("args"), variables);
    List<String> argv = new ArrayList<>();
    if (!command.isEmpty()) {
      argv.addAll(command);
      argv.addAll(arguments);
    } else {
      argv.addAll(image.entrypoint());
      argv.addAll(arguments.isEmpty() ? image.command() : arguments);
    }
    if (argv.isEmpty()) {
      throw new ConfigException("no command specified");
    }
    return argv;
  }

  private static List<String> expanded(JsonNode words, Map<String, String> variables) {
    List<String> result = new ArrayList<>();
    words.forEach(word -> result.add(Expansion.expand(word.asText(), variables)));
    return result;
  }

  private List<ContainerSpec.Mount> mounts(
      JsonNode spec,
      Map<String, String> variables,
      Image image,
      ContainerSpec.User user,
      Path directory)
      throws IOException {
    List<ContainerSpec.Mount> mounts = new ArrayList<>(image.programs());
    for (JsonNode mount : spec.path("volumeMounts")) {
      String name = mount.path("name").asText();
      Path source = volumes.get(name);
      if (source == null) {
        throw new ConfigException("volume \"" + name + "\" is not mounted");
      }
      String sub = mount.path("subPath").asText("");
      if (sub.isEmpty() && mount.has("subPathExpr")) {
        sub = Expansion.expand(mount.path("subPathExpr").asText(), variables);
      }
      if (!sub.isEmpty()) {
        Path inside = source.resolve(sub).normalize();
        if (!inside.startsWith(source)) {
          throw new ConfigException("subPath " + sub + " leads out of volume \"" + name + "\"");
        }
        if (!Files.exists(inside)) {
          Files.createDirectories(inside);
        }
        source = inside.toRealPath();
      }
      mounts.add(
          new ContainerSpec.Mount(
              source, mount.path("mountPath").asText(), mount.path("readOnly").asBoolean()));
    }
    for (String volume : image.volumes()) {
      if (mounts.stream().noneMatch(mount -> isAt(mount.target(), volume))) {
        mounts.add(
            new ContainerSpec.Mount(
                ownVolume(directory.resolve("volumes" + volume), user), volume, false));
      }
    }
    // what is mounted inside of another mount comes after it
    mounts.sort(java.util.Comparator.comparing(ContainerSpec.Mount::target));
    return mounts;
  }

  private static boolean isAt(String mount, String path) {
    return path.equals(mount) || path.startsWith(mount.endsWith("/") ? mount : mount + "/");
  }

  /// What a volume of the image is where the Pod mounts none: a directory for this run.
  private static Path ownVolume(Path directory, ContainerSpec.User user) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    try {
      Files.setAttribute(directory, "unix:uid", (int) user.uid());
      Files.setAttribute(directory, "unix:gid", (int) user.gid());
    } catch (FileSystemException | UnsupportedOperationException _) {
      // without root it is the user's anyway
    }
    return directory;
  }

  /// A file of accounts that names the container's user too, where the image's does not: programs
  /// such as initdb ask for the name of who runs them. (CRI-O does so for every container.)
  private static Optional<Path> account(Image image, ContainerSpec.User user, Path directory)
      throws IOException {
    Path passwd = image.root().resolve("etc/passwd");
    List<String> lines =
        new ArrayList<>(
            Files.readAllLines(Files.isReadable(passwd) ? passwd : Path.of("/etc/passwd")));
    String uid = String.valueOf(user.uid());
    if (lines.stream()
        .anyMatch(line -> line.split(":", 4).length > 2 && line.split(":", 4)[2].equals(uid))) {
      return Optional.empty();
    }
    lines.add("user%s:x:%s:%d:%s user:/:/sbin/nologin".formatted(uid, uid, user.gid(), uid));
    Path file = Files.write(directory.resolve("passwd"), lines);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return Optional.of(file);
  }

  private ContainerSpec.@Nullable JavaHome java(Image image) {
    if (!image.labels().getOrDefault(RUNTIME_LABEL, "").equals("java")) {
      return null;
    }
    String home = image.environment().getOrDefault("JAVA_HOME", JAVA_HOME);
    if (!home.startsWith("/")
        || Files.exists(image.root().resolve("." + home).resolve("bin/java"))) {
      return null;
    }
    return new ContainerSpec.JavaHome(context.javaHome(), home);
  }

  private ContainerSpec.User user(JsonNode spec, Image image) throws IOException {
    JsonNode own = spec.path("securityContext");
    JsonNode all = pod.path("spec").path("securityContext");
    JsonNode uid = own.has("runAsUser") ? own.path("runAsUser") : all.path("runAsUser");
    JsonNode gid = own.has("runAsGroup") ? own.path("runAsGroup") : all.path("runAsGroup");
    boolean nonRoot =
        own.has("runAsNonRoot")
            ? own.path("runAsNonRoot").asBoolean()
            : all.path("runAsNonRoot").asBoolean();
    ContainerSpec.User user = imageUser(image);
    if (uid.isNumber()) {
      user = new ContainerSpec.User(uid.asLong(), 0);
    }
    if (gid.isNumber()) {
      user = new ContainerSpec.User(user.uid(), gid.asLong());
    }
    if (nonRoot && user.uid() == 0) {
      throw new ConfigException(
          uid.isNumber()
              ? "container's runAsUser breaks non-root policy"
              : "container has runAsNonRoot and image will run as root");
    }
    return user;
  }

  private static ContainerSpec.User imageUser(Image image) throws IOException {
    String text = image.user();
    if (text.isEmpty() || text.equals("root") || text.equals("0")) {
      return ContainerSpec.User.ROOT;
    }
    String[] parts = text.split(":", 2);
    long uid = SOMEBODY;
    long gid = -1;
    if (parts[0].matches("\\d+")) {
      uid = Long.parseLong(parts[0]);
      gid = 0;
    } else {
      for (Path passwd : List.of(image.root().resolve("etc/passwd"), Path.of("/etc/passwd"))) {
        if (gid < 0 && Files.isReadable(passwd)) {
          for (String line : Files.readAllLines(passwd)) {
            String[] fields = line.split(":");
            if (fields.length > 3 && fields[0].equals(parts[0])) {
              uid = Long.parseLong(fields[2]);
              gid = Long.parseLong(fields[3]);
            }
          }
        }
      }
    }
    if (parts.length == 2 && parts[1].matches("\\d+")) {
      gid = Long.parseLong(parts[1]);
    }
    return new ContainerSpec.User(uid, gid < 0 ? uid : gid);
  }
}
