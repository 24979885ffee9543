package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Accepts connections on one address and passes each to one of its backends in turn. A connection
/// stays with its backend until either side ends it; a backend that cannot be connected to is
/// passed over for that connection. The end of one direction is passed on while the other goes on.
final class Forwarder implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final int CONNECT_MILLIS = 3000;
  private static final int BUFFER = 16 << 10;

  private final ServerSocket server;
  private final AtomicReference<List<InetSocketAddress>> backends;
  private final AtomicInteger turn = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Forwarder(ServerSocket server, List<InetSocketAddress> backends) {
    this.server = server;
    this.backends = new AtomicReference<>(List.copyOf(backends));
  }

  /// Listens on `address`.
  ///
  /// @throws IOException if the address cannot be had
  static Forwarder listen(InetSocketAddress address, List<InetSocketAddress> backends)
      throws IOException {
    ServerSocket server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(address, BACKLOG);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    Forwarder forwarder = new Forwarder(server, backends);
    Thread.ofVirtual().name("service-" + address).start(forwarder::accept);
    return forwarder;
  }

  /// Where new connections go from now on.
  void backends(List<InetSocketAddress> value) {
    backends.set(List.copyOf(value));
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        Thread.ofVirtual().name("connection").start(() -> serve(client));
      } catch (IOException _) {
        // closed, or this connection was gone before it was accepted
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      List<InetSocketAddress> all = backends.get();
      int first = turn.getAndIncrement() & Integer.MAX_VALUE;
      for (int i = 0; i < all.size(); i++) {
        try (Socket backend = new Socket()) {
          try {
            backend.connect(all.get((first + i) % all.size()), CONNECT_MILLIS);
          } catch (IOException _) {
            continue;
          }
          open.add(backend);
          try {
            backend.setTcpNoDelay(true);
            pump(client, backend);
          } finally {
            open.remove(backend);
          }
          return;
        }
      }
      client.setSoLinger(true, 0); // nobody serves this: a reset, as if nothing listened
    } catch (IOException _) {
      // either side has gone: so has the connection
    } finally {
      open.remove(client);
    }
  }

  private static void pump(Socket client, Socket backend) {
    Thread answer = Thread.ofVirtual().name("answer").start(() -> copy(backend, client));
    copy(client, backend);
    Together.await(answer);
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
      to.shutdownOutput();
    } catch (IOException _) {
      closeBoth(from, to);
    }
  }

  private static void closeBoth(Socket one, Socket other) {
    for (Socket socket : List.of(one, other)) {
      try {
        socket.close();
      } catch (IOException _) {
        // closed anyway
      }
    }
  }

  /// Stops listening and ends every connection.
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException _) {
      // closed anyway
    }
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException _) {
        // closed anyway
      }
    }
  }
}
