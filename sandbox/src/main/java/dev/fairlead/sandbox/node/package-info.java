/// The node agent: does for every node of the sandbox cluster what kubelet, the container runtime
/// and kube-proxy do, with processes of this machine.
///
/// [NodeAgent] is the front door. A Pod bound to one of its nodes is run by a [PodWorker]: images
/// come from a registry through [ImageStore], a container is a process whose files, network address
/// and lifetime [ContainerRuntime] arranges, and the Pod's status says the same as kubelet's.
/// [ServiceProxy] makes Services reachable on their cluster addresses.
///
/// As root on Linux each Pod has a network namespace and each container a mount namespace of its
/// own, so that equal ports and paths do not meet. Without root the same Pods run with their paths
/// mapped to the unpacked image and must bind to their own address (`status.podIP`).
@NullMarked
package dev.fairlead.sandbox.node;

import org.jspecify.annotations.NullMarked;
