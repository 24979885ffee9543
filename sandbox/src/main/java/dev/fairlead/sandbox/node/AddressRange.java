package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/// A part `127.n.0.0/16` of the loopback addresses that this agent has for itself. It is claimed by
/// a listening socket, so that it becomes free with the process, however that ends. Addresses are
/// given out in turn: a new Pod does not get the address that the last one just left.
final class AddressRange implements AutoCloseable {
  private static final int FIRST = 128;
  private static final int LAST = 191;
  private static final int CLAIM_PORT = 61_999;

  private final int octet;
  private final ServerSocket claim;
  private final Set<Integer> used = new HashSet<>();
  private int last;

  private AddressRange(int octet, ServerSocket claim) {
    this.octet = octet;
    this.claim = claim;
  }

  /// Claims the first free range.
  static AddressRange claim() throws IOException {
    IOException failure = new IOException("every range is taken");
    for (int octet = FIRST; octet <= LAST; octet++) {
      ServerSocket socket = new ServerSocket();
      try {
        socket.bind(
            new InetSocketAddress(InetAddress.getByName("127.1." + octet + ".1"), CLAIM_PORT));
        return new AddressRange(octet, socket);
      } catch (IOException e) {
        socket.close();
        failure = e;
      }
    }
    throw new IOException("no free range of loopback addresses for Pods: " + failure, failure);
  }

  /// The second octet.
  int octet() {
    return octet;
  }

  /// The next free address.
  synchronized String take() throws IOException {
    for (int i = 0; i < 0xfffe; i++) {
      last = last % 0xfffd + 1;
      if ((last & 0xff) != 0 && (last & 0xff) != 0xff && used.add(last)) {
        return "127." + octet + "." + (last >> 8) + "." + (last & 0xff);
      }
    }
    throw new IOException("no free Pod address in 127." + octet + ".0.0/16");
  }

  synchronized void giveBack(String address) {
    String[] parts = address.split("\\.");
    used.remove((Integer.parseInt(parts[2]) << 8) | Integer.parseInt(parts[3]));
  }

  @Override
  public void close() {
    try {
      claim.close();
    } catch (IOException _) {
      // it is free when the process ends
    }
  }
}
