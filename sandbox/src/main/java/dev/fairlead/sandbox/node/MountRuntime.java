package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Containers in mount namespaces of their own, for root on Linux.
///
/// A container's root is put together from the image's files and, unless the image brings a
/// userland itself, the machine's `/usr`, `/etc` and what links into them. Each top-level directory
/// is an overlay of its own, with what the container writes kept in its own directory: one overlay
/// over `/` itself is not possible, as the image lies below it. `/dev`, `/proc`, `/sys` and `/tmp`
/// are set up as a container runtime does.
final class MountRuntime implements ContainerRuntime {
  /// Directories of the machine that stand in for a base image's.
  private static final List<String> SYSTEM =
      List.of("usr", "etc", "bin", "sbin", "lib", "lib64", "lib32");

  private final Launcher launcher;

  MountRuntime(Launcher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Process start(ContainerSpec spec) throws IOException {
    Files.createDirectories(spec.directory());
    Path script = Files.writeString(spec.directory().resolve("setup.sh"), script(spec));
    List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "setsid"));
    if (spec.networkNamespace() != null) {
      command.add("nsenter");
      command.add("--net=" + spec.networkNamespace());
    }
    command.addAll(List.of("unshare", "--mount", "--propagation", "private", "sh", "-e"));
    command.add(script.toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(spec.environment());
    builder.directory(spec.directory().toFile());
    Process process = launcher.start(builder);
    process.getOutputStream().close();
    return process;
  }

  @Override
  public List<String> inside(ContainerSpec spec, long pid, List<String> command) {
    List<String> all =
        new ArrayList<>(
            List.of("nsenter", "--target", String.valueOf(pid), "--mount", "--root", "--wd"));
    if (spec.networkNamespace() != null) {
      all.add("--net");
    }
    identity(spec, all);
    all.add("--");
    all.addAll(command);
    return all;
  }

  @Override
  public String setupFailure(ContainerSpec spec) {
    if (Files.exists(spec.directory().resolve("started"))) {
      return "";
    }
    try {
      return "cannot set up the container: "
          + Files.readString(spec.directory().resolve("setup.err")).strip();
    } catch (IOException e) {
      return "cannot set up the container: " + e;
    }
  }

  private String script(ContainerSpec spec) throws IOException {
    StringBuilder s = new StringBuilder();
    Path root = spec.directory().resolve("root");
    Files.createDirectories(root);
    s.append("exec 3>&2 2>setup.err </dev/null\n");
    s.append("CONTAINER_PATH=$PATH; PATH=").append(Command.PATH).append("; unset OLDPWD\n");
    s.append("R=").append(quote(root.toString())).append('\n');
    if (spec.image().selfContained()) {
      overlay(s, spec, "", List.of(spec.image().root()));
    } else {
      s.append("mount -t tmpfs -o mode=755 tmpfs \"$R\"\n");
      composedRoot(s, spec);
    }
    s.append(
        "mkdir -p \"$R/dev\" \"$R/proc\" \"$R/sys\" \"$R/tmp\" \"$R/run\" \"$R/etc\""
            + " \"$R/var/tmp\"\n");
    s.append("chmod 1777 \"$R/tmp\" \"$R/var/tmp\"\n");
    s.append(
        """
        [ -e "$R/var/run" ] || [ -L "$R/var/run" ] || ln -s ../run "$R/var/run"
        mount -t tmpfs -o mode=755 tmpfs "$R/dev"
        mkdir "$R/dev/shm"
        mount -t tmpfs -o mode=1777 tmpfs "$R/dev/shm"
        for d in null zero full random urandom tty; do
          : > "$R/dev/$d"
          mount --bind "/dev/$d" "$R/dev/$d"
        done
        ln -s /proc/self/fd "$R/dev/fd"
        ln -s /proc/self/fd/0 "$R/dev/stdin"
        ln -s /proc/self/fd/1 "$R/dev/stdout"
        ln -s /proc/self/fd/2 "$R/dev/stderr"
        mount -t proc proc "$R/proc"
        mount --rbind /sys "$R/sys"
        at() {
          case $(readlink -m "$(dirname "$R$2")/.") in "$R") ;; "$R"/*) ;; *) echo "$2 leads out of the container" >&2; exit 1;; esac
          if [ -d "$1" ]; then mkdir -p "$R$2"; else
            mkdir -p "$(dirname "$R$2")"
            [ ! -L "$R$2" ] || rm -f "$R$2"
            [ -e "$R$2" ] || : > "$R$2"
          fi
          mount --bind "$1" "$R$2"
          [ "$3" = rw ] || mount -o remount,bind,ro "$R$2"
        }
        """);
    ContainerSpec.JavaHome java = spec.javaHome();
    if (java != null) {
      bind(s, spec, java.source(), java.target(), true);
      // distroless images start /usr/bin/java
      String link = "/usr/bin/java";
      if (!Files.exists(spec.image().root().resolve("." + link), LinkOption.NOFOLLOW_LINKS)) {
        s.append("mkdir -p \"$R/usr/bin\"; ln -sfn ")
            .append(quote(java.target() + "/bin/java"))
            .append(" \"$R")
            .append(link)
            .append("\"\n");
      }
    }
    // paths in the order of their names: a mount inside of another one comes after it
    Map<String, Path> files = new TreeMap<>(spec.files());
    files.forEach((target, source) -> bind(s, spec, source, target, false));
    spec.mounts().forEach(mount -> bind(s, spec, mount.source(), mount.target(), mount.readOnly()));
    String directory = resolved(spec, spec.workingDirectory() + "/.");
    s.append("mkdir -p \"$R\"").append(quote(directory)).append('\n');
    if (spec.readOnlyRoot() && !spec.image().selfContained()) {
      s.append("mount -o remount,ro \"$R\"\n");
    } else if (spec.readOnlyRoot()) {
      s.append("mount -o remount,bind,ro \"$R\"\n");
    }
    s.append("NSENTER=$(command -v nsenter)\n");
    s.append("SETPRIV=$(command -v setpriv)\n");
    s.append(": > started\n");
    s.append("exec 2>&3 3>&-\n");
    s.append("PATH=$CONTAINER_PATH\n");
    s.append("exec ");
    oddVariables(s, spec);
    s.append("\"$NSENTER\" --root=\"$R\" --wd=\"$R\"").append(quote(directory));
    List<String> command = new ArrayList<>();
    if (!spec.image().selfContained() && !spec.user().isRoot()) {
      // setpriv sets the parent-death signal again, which a change of user clears
      String uid = String.valueOf(spec.user().uid());
      String gid = String.valueOf(spec.user().gid());
      s.append(" -- \"$SETPRIV\" --reuid ").append(uid).append(" --regid ").append(gid);
      s.append(" --clear-groups --pdeathsig KILL");
    } else {
      identity(spec, command);
      command.add("--");
    }
    command.addAll(spec.argv());
    command.forEach(word -> s.append(' ').append(quote(word)));
    return s.append('\n').toString();
  }

  private static void identity(ContainerSpec spec, List<String> command) {
    if (!spec.user().isRoot()) {
      command.add("-S");
      command.add(String.valueOf(spec.user().uid()));
      command.add("-G");
      command.add(String.valueOf(spec.user().gid()));
    }
  }

  /// A shell drops variables whose names it could not set itself; `env` gives them back.
  private static void oddVariables(StringBuilder s, ContainerSpec spec) {
    List<String> odd = new ArrayList<>();
    spec.environment()
        .forEach((name, value) -> {
          if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            odd.add(name + "=" + value);
          }
        });
    if (!odd.isEmpty()) {
      s.append("/usr/bin/env");
      odd.forEach(entry -> s.append(' ').append(quote(entry)));
      s.append(' ');
    }
  }

  private static void composedRoot(StringBuilder s, ContainerSpec spec) throws IOException {
    Path image = spec.image().root();
    List<String> own = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(image)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        own.add(name);
        Path machine = Path.of("/", name);
        if (Files.isSymbolicLink(entry) || !Files.isDirectory(entry)) {
          s.append("cp -a ").append(quote(entry.toString())).append(" \"$R/\"\n");
        } else if (SYSTEM.contains(name) && Files.isDirectory(machine)) {
          overlay(s, spec, name, List.of(entry, machine.toRealPath()));
        } else {
          overlay(s, spec, name, List.of(entry));
        }
      }
    }
    for (String name : SYSTEM) {
      Path machine = Path.of("/", name);
      if (own.contains(name) || !Files.exists(machine, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      if (Files.isSymbolicLink(machine)) {
        s.append("cp -a ").append(quote(machine.toString())).append(" \"$R/\"\n");
      } else {
        overlay(s, spec, name, List.of(machine));
      }
    }
    s.append("mkdir -p \"$R/root\" \"$R/home\" \"$R/var/log\" \"$R/var/lib\" \"$R/var/cache\"\n");
  }

  /// Mounts directories on top of each other (highest first) at `name`, writable.
  private static void overlay(StringBuilder s, ContainerSpec spec, String name, List<Path> layers)
      throws IOException {
    Path upper = spec.directory().resolve("upper").resolve("_" + name);
    Path work = spec.directory().resolve("work").resolve("_" + name);
    Files.createDirectories(upper);
    Files.createDirectories(work);
    String target = name.isEmpty() ? "" : "/" + name;
    s.append("mkdir -p \"$R").append(target).append("\"\n");
    List<String> lower = layers.stream().map(path -> option(path.toString())).toList();
    s.append("mount -t overlay overlay -o ")
        .append(
            quote(
                "lowerdir="
                    + String.join(":", lower)
                    + ",upperdir="
                    + option(upper.toString())
                    + ",workdir="
                    + option(work.toString())))
        .append(" \"$R")
        .append(target)
        .append("\"\n");
  }

  /// Colons and commas separate paths and options.
  private static String option(String path) {
    return path.replace("\\", "\\\\").replace(":", "\\:").replace(",", "\\,");
  }

  private static void bind(
      StringBuilder s, ContainerSpec spec, Path source, String target, boolean readOnly) {
    s.append("at ")
        .append(quote(source.toString()))
        .append(' ')
        .append(quote(resolved(spec, target)))
        .append(readOnly ? " ro\n" : " rw\n");
  }

  /// `target` with the links among its parents followed as they are meant inside of the container:
  /// `/var/run/secrets` lies below `/run`, and never below the machine's.
  static String resolved(ContainerSpec spec, String target) {
    Deque<String> open = new ArrayDeque<>();
    names(target).forEach(open::addLast);
    List<String> done = new ArrayList<>();
    int links = 0;
    while (!open.isEmpty()) {
      String name = open.removeFirst();
      if (name.equals("..")) {
        if (!done.isEmpty()) {
          done.removeLast();
        }
        continue;
      }
      if (name.equals(".")) {
        continue;
      }
      String path = "/" + String.join("/", done) + (done.isEmpty() ? "" : "/") + name;
      String link = open.isEmpty() ? "" : link(spec, path);
      if (link.isEmpty() || ++links > 40) {
        done.add(name);
        continue;
      }
      if (link.startsWith("/")) {
        done.clear();
      }
      names(link).reversed().forEach(open::addFirst);
    }
    return "/" + String.join("/", done);
  }

  /// Where a link of the container's root leads; empty if the path is none.
  private static String link(ContainerSpec spec, String path) {
    Path inImage = spec.image().root().resolve("." + path);
    try {
      if (Files.isSymbolicLink(inImage)) {
        return Files.readSymbolicLink(inImage).toString();
      }
      if (Files.exists(inImage, LinkOption.NOFOLLOW_LINKS)) {
        return "";
      }
      if (path.equals("/var/run")) {
        return "/run";
      }
      Path onMachine = Path.of(path);
      if (!spec.image().selfContained()
          && SYSTEM.contains(names(path).getFirst())
          && Files.isSymbolicLink(onMachine)) {
        return Files.readSymbolicLink(onMachine).toString();
      }
    } catch (IOException _) {
      // it is no link any more
    }
    return "";
  }

  private static List<String> names(String path) {
    return Arrays.stream(path.split("/")).filter(name -> !name.isEmpty()).toList();
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
