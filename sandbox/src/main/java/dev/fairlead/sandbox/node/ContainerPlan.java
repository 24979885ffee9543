package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.controllers.Meta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    String workingDirectory = spec.path("workingDir").asText(image.workingDirectory());
    return new ContainerSpec(
        cookie,
        directory,
        image,
        argv(spec, image, variables),
        environment,
        workingDirectory.isEmpty() ? "/" : workingDirectory,
        user,
        mounts(spec, variables),
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

  private List<ContainerSpec.Mount> mounts(JsonNode spec, Map<String, String> variables)
      throws IOException {
    List<ContainerSpec.Mount> mounts = new ArrayList<>();
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
    // what is mounted inside of another mount comes after it
    mounts.sort(java.util.Comparator.comparing(ContainerSpec.Mount::target));
    return mounts;
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
