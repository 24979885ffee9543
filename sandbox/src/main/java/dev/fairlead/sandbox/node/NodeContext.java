package dev.fairlead.sandbox.node;

import dev.fairlead.sandbox.cluster.Objects;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Predicate;

/// What all Pods of an agent work with.
///
/// @param directory the agent's own
/// @param mustExist images for which no stand-in may take their place
/// @param javaHome the JDK for images that build on a Java base
/// @param hostIp the address of the nodes
record NodeContext(
    Objects objects,
    NodeEvents events,
    Clock clock,
    Path directory,
    ImageStore images,
    Predicate<ImageName> mustExist,
    ContainerRuntime runtime,
    PodNetwork network,
    ServiceAccountTokens tokens,
    HostNames hostNames,
    Path javaHome,
    String hostIp) {}
