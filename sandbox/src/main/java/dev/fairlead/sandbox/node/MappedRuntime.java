package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Containers without any right on the machine: a plain process in a session of its own. Absolute
/// paths of the image and of volumes in the command, its arguments, the environment and the working
/// directory are replaced by where those files really are. A program that has such a path built in
/// does not find it; that needs [MountRuntime].
final class MappedRuntime implements ContainerRuntime {
  /// An absolute path as it stands in an argument or a list: after the start, a blank, a quote,
  /// `=`, `:`, `,` or `;`.
  private static final Pattern PATH = Pattern.compile("(?<![^\\s'\"=:,;@(])/[^\\s'\"=:,;()]*");

  private final Launcher launcher;

  MappedRuntime(Launcher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Process start(ContainerSpec spec) throws IOException {
    Files.createDirectories(spec.directory());
    List<String> command = new ArrayList<>();
    prefix(command);
    spec.argv().forEach(word -> command.add(map(spec, word)));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(mappedEnvironment(spec));
    Path directory = Path.of(map(spec, spec.workingDirectory()));
    builder.directory(
        Files.isDirectory(directory) ? directory.toFile() : spec.image().root().toFile());
    Process process = launcher.start(builder);
    process.getOutputStream().close();
    return process;
  }

  private static void prefix(List<String> command) {
    if (Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
      command.addAll(List.of("/usr/bin/setpriv", "--pdeathsig", "KILL"));
    }
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
  }

  /// The environment as the process gets it.
  static Map<String, String> mappedEnvironment(ContainerSpec spec) {
    Map<String, String> environment = new LinkedHashMap<>();
    spec.environment().forEach((name, value) -> environment.put(name, map(spec, value)));
    environment.computeIfPresent(
        "PATH", (_, path) -> path.endsWith(Command.PATH) ? path : path + ":" + Command.PATH);
    return environment;
  }

  @Override
  public List<String> inside(ContainerSpec spec, long pid, List<String> command) {
    List<String> mapped = new ArrayList<>();
    prefix(mapped);
    command.forEach(word -> mapped.add(map(spec, word)));
    return mapped;
  }

  @Override
  public String setupFailure(ContainerSpec spec) {
    return "";
  }

  /// `text` with the paths of the container's files replaced.
  static String map(ContainerSpec spec, String text) {
    if (text.indexOf('/') < 0) {
      return text;
    }
    List<ContainerSpec.Mount> mounts = new ArrayList<>(spec.mounts());
    ContainerSpec.JavaHome java = spec.javaHome();
    if (java != null) {
      mounts.add(new ContainerSpec.Mount(java.source(), java.target(), true));
    }
    spec.files()
        .forEach((target, source) -> mounts.add(new ContainerSpec.Mount(source, target, false)));
    mounts.sort(Comparator.comparingInt((ContainerSpec.Mount m) -> m.target().length()).reversed());
    Matcher matcher = PATH.matcher(text);
    StringBuilder mapped = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(
          mapped, Matcher.quoteReplacement(mapPath(spec.image(), mounts, matcher.group())));
    }
    return matcher.appendTail(mapped).toString();
  }

  private static String mapPath(Image image, List<ContainerSpec.Mount> mounts, String path) {
    for (ContainerSpec.Mount mount : mounts) {
      String target = mount.target();
      if (path.equals(target) || path.startsWith(target.endsWith("/") ? target : target + "/")) {
        return mount.source() + path.substring(target.length());
      }
    }
    if (path.equals("/")) {
      return path;
    }
    Path inImage = image.root().resolve("./" + path).normalize();
    return inImage.startsWith(image.root()) && Files.exists(inImage) ? inImage.toString() : path;
  }
}
