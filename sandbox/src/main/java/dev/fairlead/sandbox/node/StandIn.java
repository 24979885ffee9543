package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Stands in for a container whose image cannot be had: listens on its ports and closes every
/// connection.
final class StandIn implements AutoCloseable {
  private final List<ServerSocketChannel> listeners = new ArrayList<>();

  /// Listens on `ports` of `address`; a port that is taken is left out.
  static StandIn listen(String address, List<Integer> ports, @Nullable String networkNamespace) {
    StandIn standIn = new StandIn();
    NetworkNamespace.in(
        networkNamespace,
        () -> {
          for (int port : ports) {
            try {
              ServerSocketChannel listener = ServerSocketChannel.open();
              standIn.listeners.add(listener);
              listener.bind(new InetSocketAddress(address, port));
            } catch (IOException _) {
              // a stand-in promises nothing
            }
          }
        });
    for (ServerSocketChannel listener : standIn.listeners) {
      Thread.ofVirtual().name("stand-in-" + address).start(() -> closeAll(listener));
    }
    return standIn;
  }

  private static void closeAll(ServerSocketChannel listener) {
    while (listener.isOpen()) {
      try (SocketChannel _ = listener.accept()) {
        // closed at once
      } catch (ClosedChannelException | java.nio.channels.NotYetBoundException _) {
        return;
      } catch (IOException _) {
        // this connection only
      }
    }
  }

  @Override
  public void close() {
    for (ServerSocketChannel listener : listeners) {
      try {
        listener.close();
      } catch (IOException _) {
        // closed anyway
      }
    }
  }
}
