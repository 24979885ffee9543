package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Pods in network namespaces of their own, joined by a bridge, as on a real node: several may
/// listen on the same port of all addresses, and `127.0.0.1` is each Pod's own.
///
/// Their addresses are nevertheless loopback addresses, so that nothing of them can be seen from
/// other machines and no private range of the user's network is touched: the kernel routes
/// `127.0.0.0/8` over an interface that has `route_localnet` set, and inside of a Pod only
/// `127.0.0.1` stays on `lo`. A Pod therefore also reaches the Services' addresses of the machine.
final class NamespaceNetwork implements PodNetwork {
  private static final Path NAMESPACES = Path.of("/run/netns");

  private final AddressRange range;
  private final String bridge;

  private NamespaceNetwork(AddressRange range) {
    this.range = range;
    this.bridge = "fairlead" + range.octet();
  }

  /// Sets the bridge up; what a killed process left of the same name is removed first.
  ///
  /// @throws IOException if the machine does not let us
  static NamespaceNetwork create(AddressRange range) throws IOException {
    NamespaceNetwork network = new NamespaceNetwork(range);
    network.clean();
    String gateway = "127." + range.octet() + ".255.254";
    try {
      Command.shell(
          """
          ip link add %1$s type bridge
          echo 1 > /proc/sys/net/ipv4/conf/%1$s/route_localnet
          ip addr add %2$s/32 dev %1$s
          ip link set %1$s up
          ip route add 127.%3$d.0.0/16 dev %1$s src %2$s table local
          """
              .formatted(network.bridge, gateway, range.octet()));
    } catch (IOException e) {
      network.clean();
      throw e;
    }
    return network;
  }

  @Override
  public Attachment attach() throws IOException {
    String address = range.take();
    String name = name(address);
    try {
      Command.shell(
          """
          ip netns add %1$s
          ip link add %2$s type veth peer name eth0 netns %1$s
          ip link set %2$s master %3$s up
          nsenter --net=/run/netns/%1$s sh -e -c '
            echo 1 > /proc/sys/net/ipv4/conf/eth0/route_localnet
            echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start
            ip -batch - <<END
          link set lo up
          addr del 127.0.0.1/8 dev lo
          addr add 127.0.0.1/32 dev lo
          addr add %4$s/32 dev eth0
          link set eth0 up
          route add 127.0.0.0/8 dev eth0 src %4$s
          END
          '
          """
              .formatted(name, link(address), bridge, address));
    } catch (IOException e) {
      detach(new Attachment(address, Optional.empty()));
      throw new IOException("cannot set up the Pod's network: " + e.getMessage(), e);
    }
    return new Attachment(address, Optional.of(NAMESPACES.resolve(name).toString()));
  }

  @Override
  public void detach(Attachment attachment) {
    Command.quietly("ip", "netns", "del", name(attachment.address()));
    range.giveBack(attachment.address());
  }

  private String name(String address) {
    return bridge + "-" + number(address);
  }

  /// Interface names have at most 15 characters.
  private String link(String address) {
    return "fl" + range.octet() + "v" + number(address);
  }

  private static int number(String address) {
    String[] parts = address.split("\\.");
    return (Integer.parseInt(parts[2]) << 8) | Integer.parseInt(parts[3]);
  }

  private void clean() {
    List<String> left = new ArrayList<>();
    if (Files.isDirectory(NAMESPACES)) {
      try (var files = Files.newDirectoryStream(NAMESPACES, bridge + "-*")) {
        files.forEach(file -> left.add(String.valueOf(file.getFileName())));
      } catch (IOException _) {
        // then there is nothing that could be removed
      }
    }
    left.forEach(name -> Command.quietly("ip", "netns", "del", name));
    if (Files.isDirectory(Path.of("/sys/class/net", bridge))) {
      Command.quietly("ip", "link", "del", bridge);
    }
  }

  @Override
  public void close() {
    clean();
    range.close();
  }
}
