package dev.fairlead.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ClusterClient.Change;
import dev.fairlead.cluster.ClusterClient.Watch;
import dev.fairlead.cluster.ClusterClient.WatchListener;
import dev.fairlead.cluster.Transport.Call;
import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One watch: a stream of JSON objects, one a line. Events are delivered by the HTTP client's
/// threads, one at a time.
final class WatchStream implements Watch {
  /// A single object cannot be larger than what etcd stores (1.5 MB, some servers more).
  private static final int MAX_LINE = 64 << 20;

  private final WatchListener listener;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Object delivery = new Object();
  private boolean over;
  private @Nullable ClusterException failure;
  private volatile @Nullable AsyncBody body;

  WatchStream(WatchListener listener) {
    this.listener = listener;
  }

  void start(Transport transport, Call call) {
    AsyncBody started = transport.stream(call, this::received);
    body = started;
    started
        .done()
        .whenComplete((_, thrown) -> {
          if (thrown == null) {
            end(failure);
          } else {
            end(
                ClusterException.unreachable(
                    "watch " + call.path() + " broke off: " + thrown.getMessage(), thrown));
          }
        });
    started.consume();
  }

  private void received(List<ByteBuffer> buffers, AsyncBody from) throws IOException {
    synchronized (delivery) {
      for (ByteBuffer buffer : buffers) {
        while (buffer.hasRemaining()) {
          byte next = buffer.get();
          if (next != '\n') {
            line.write(next);
          } else if (line.size() > 0) {
            byte[] complete = line.toByteArray();
            line.reset();
            deliver(complete);
          }
        }
        if (line.size() > MAX_LINE) {
          throw new IOException("an event of a watch is larger than " + MAX_LINE + " bytes");
        }
      }
      if (over) {
        from.cancel();
        return;
      }
    }
    from.consume();
  }

  private void deliver(byte[] text) throws IOException {
    if (over || failure != null) {
      return;
    }
    JsonNode event = Transport.JSON.readTree(text);
    String type = event.path("type").asText();
    JsonNode object = event.path("object");
    if (type.equals("ERROR")) {
      failure = Transport.ofStatus(object);
    } else if (object instanceof ObjectNode node) {
      listener.event(Change.valueOf(type), node);
    }
  }

  private void end(@Nullable ClusterException with) {
    synchronized (delivery) {
      if (over) {
        return;
      }
      over = true;
      listener.ended(with);
    }
  }

  @Override
  public void close() {
    synchronized (delivery) {
      over = true;
    }
    AsyncBody running = body;
    if (running != null) {
      running.cancel();
    }
  }
}
