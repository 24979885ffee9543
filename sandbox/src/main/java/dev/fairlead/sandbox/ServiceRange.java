package dev.fairlead.sandbox;

import dev.fairlead.sandbox.disk.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A part `127.n.0.0/16` of the loopback addresses for the Services of one sandbox. Claimed by a
/// listening socket, so that two sandboxes never share one and it is free again when the process
/// ends, however that happens. The node agent claims its range for Pods in the same way.
final class ServiceRange implements AutoCloseable {
  private static final int FIRST = 64;
  private static final int LAST = 127;
  private static final int CLAIM_PORT = 61_998;

  private final int octet;
  private final ServerSocket claim;

  private ServiceRange(int octet, ServerSocket claim) {
    this.octet = octet;
    this.claim = claim;
  }

  /// Claims the range that was claimed last, where it is free, else another.
  ///
  /// @param file remembers the range
  static ServiceRange claim(Path file) {
    List<Integer> octets =
        Stream.concat(former(file).stream(), IntStream.rangeClosed(FIRST, LAST).boxed()).toList();
    IOException failure = new IOException("every range is taken");
    for (int octet : octets) {
      try {
        byte[] address = {127, 1, (byte) octet, 1};
        ServiceRange range = new ServiceRange(octet, listen(InetAddress.getByAddress(address)));
        WholeFile.write(file, octet + "\n");
        return range;
      } catch (IOException e) {
        failure = e;
      }
    }
    throw new UncheckedIOException("no free range of loopback addresses for Services", failure);
  }

  private static Optional<Integer> former(Path file) {
    return WholeFile.readText(file)
        .map(String::strip)
        .filter(text -> text.matches("\\d{1,3}"))
        .map(Integer::valueOf)
        .filter(octet -> octet >= FIRST && octet <= LAST);
  }

  private static ServerSocket listen(InetAddress address) throws IOException {
    var socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(address, CLAIM_PORT));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  String cidr() {
    return "127." + octet + ".0.0/16";
  }

  /// The address that Service `default/kubernetes` gets.
  String first() {
    return "127." + octet + ".0.1";
  }

  @Override
  public void close() {
    try {
      claim.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
