package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.util.List;

/// Makes a container of a [ContainerSpec]: a process with its own view of files and network.
interface ContainerRuntime {
  /// Starts the container. Its process is the leader of a session and carries the cookie in its
  /// environment; standard output and error are one pipe.
  ///
  /// @throws IOException if the process cannot be started
  Process start(ContainerSpec spec) throws IOException;

  /// The command that runs `command` inside of a running container, to be given the container's
  /// environment.
  List<String> inside(ContainerSpec spec, long pid, List<String> command);

  /// What went wrong if the container's process ended before its program ran; empty if it ran.
  String setupFailure(ContainerSpec spec);
}
