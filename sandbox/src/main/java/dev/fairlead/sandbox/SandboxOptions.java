package dev.fairlead.sandbox;

import dev.fairlead.sandbox.node.NodeAgentOptions.Isolation;
import dev.fairlead.sandbox.node.NodeSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;

/// How a [Sandbox] runs.
///
/// @param directory where everything is kept; one sandbox at a time may use it. Started again on
///   the same directory a sandbox has the same repositories, images, cluster objects, tokens and
///   authority, and, where they are free, the same ports and address ranges
/// @param nodes the cluster's nodes; empty for a cluster without
/// @param javaHome the JDK for images that build on a Java base
/// @param isolation whether Pods get namespaces of their own
/// @param clock for timestamps and waiting
/// @param random for uids, names and addresses
public record SandboxOptions(
    Path directory,
    List<NodeSpec> nodes,
    Path javaHome,
    Isolation isolation,
    Clock clock,
    RandomGenerator random) {
  public SandboxOptions {
    directory = directory.toAbsolutePath().normalize();
    nodes = List.copyOf(nodes);
  }
}
