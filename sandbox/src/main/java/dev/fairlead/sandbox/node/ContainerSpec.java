package dev.fairlead.sandbox.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One run of a container, with everything resolved.
///
/// @param cookie names the run, see [ProcessTree]
/// @param directory for this run alone: mount points, written files
/// @param image what it runs
/// @param argv program and arguments
/// @param environment complete, image's included
/// @param workingDirectory absolute, inside of the container
/// @param user who it runs as
/// @param mounts volumes and single files, in the order in which they are to be mounted
/// @param files what replaces files of /etc (`/etc/hosts`, ..): path inside to file outside
/// @param javaHome a JDK of this machine to be put at the given path; null if not wanted
/// @param networkNamespace file of the network namespace, or null for the machine's
/// @param readOnlyRoot whether only volumes may be written to
record ContainerSpec(
    String cookie,
    Path directory,
    Image image,
    List<String> argv,
    Map<String, String> environment,
    String workingDirectory,
    User user,
    List<Mount> mounts,
    Map<String, Path> files,
    @Nullable JavaHome javaHome,
    @Nullable String networkNamespace,
    boolean readOnlyRoot) {
  ContainerSpec {
    argv = List.copyOf(argv);
    mounts = List.copyOf(mounts);
  }

  /// @param source file or directory outside
  /// @param target absolute path inside
  record Mount(Path source, String target, boolean readOnly) {}

  /// @param uid user
  /// @param gid group
  record User(long uid, long gid) {
    static final User ROOT = new User(0, 0);

    boolean isRoot() {
      return uid == 0 && gid == 0;
    }
  }

  /// @param source the JDK on this machine
  /// @param target where the container finds it
  record JavaHome(Path source, String target) {}
}
