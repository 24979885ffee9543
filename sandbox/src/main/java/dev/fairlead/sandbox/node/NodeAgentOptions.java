package dev.fairlead.sandbox.node;

import dev.fairlead.model.Endpoints;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// How a [NodeAgent] runs.
///
/// @param directory where it keeps images, Pods and volumes; one agent at a time may use it
/// @param nodes the nodes that it acts for
/// @param endpoints where images are pulled from
/// @param mustExist images that must have been pushed: a Pod with a missing one waits in
///   `ImagePullBackOff`, where any other gets a stand-in
/// @param tokens for projected service account tokens
/// @param javaHome the JDK for images that build on a Java base
/// @param apiServer where the API server listens: what Service `default/kubernetes` leads to; null
///   if Pods need not reach it
/// @param isolation whether Pods get namespaces of their own
/// @param clock for timestamps and waiting
public record NodeAgentOptions(
    Path directory,
    List<NodeSpec> nodes,
    Endpoints endpoints,
    Predicate<ImageName> mustExist,
    ServiceAccountTokens tokens,
    Path javaHome,
    @Nullable InetSocketAddress apiServer,
    Isolation isolation,
    Clock clock) {
  public NodeAgentOptions {
    directory = directory.toAbsolutePath().normalize();
    nodes = List.copyOf(nodes);
  }

  /// How Pods are kept apart.
  public enum Isolation {
    /// By network and mount namespaces where the machine lets us, else not.
    BEST,
    /// By their addresses alone.
    NONE
  }
}
